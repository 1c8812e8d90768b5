from vitviz.cli import catalogue as command
from vitviz.core.models.catalogue import UNTRIED, Facts, read, write


def run(path, *more):
    return command.main(["--out", str(path), "--only", "test_vit", *more])


def test_a_run_writes_what_it_found_and_does_not_try_it_again(tmp_path, monkeypatch):
    path, asked = tmp_path / "table.json", []
    facts = Facts(kind="vit", parameters=3)
    monkeypatch.setattr(command, "_aside", lambda name, *_: asked.append(name) or facts)
    assert run(path) == run(path) == 0
    assert (asked, read(path)) == (["test_vit"], {"test_vit": facts})


def test_what_was_refused_is_tried_again_where_that_is_asked_for(tmp_path, monkeypatch):
    path = tmp_path / "table.json"
    write({"test_vit": Facts(kind="vit", refused="unplaced")}, "1", path)
    monkeypatch.setattr(command, "_aside", lambda name, *_: Facts(kind="vit"))
    run(path, "--again", "several_grids")
    assert read(path)["test_vit"].refused == "unplaced"
    run(path, "--again", "unplaced")
    assert read(path)["test_vit"].opens


def test_what_finds_no_answer_stays_untried(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_aside", lambda *_: None)
    run(tmp_path / "table.json")
    assert read(tmp_path / "table.json")["test_vit"].refused == UNTRIED


def test_a_process_that_ends_without_a_word_gives_no_answer(monkeypatch):
    monkeypatch.setattr(command, "_answer", lambda *_: None)
    assert command._aside("test_vit") is None


def test_what_is_too_large_is_tried_in_the_room_and_time_that_are_asked_for(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(command, "_aside", lambda *each: given.append(each))
    run(tmp_path / "one.json", "--each", "7", "--bytes", "5", "--blocks", "3")
    run(tmp_path / "another.json")
    assert given == [
        ("test_vit", 7.0, 5, 3),
        ("test_vit", command._SECONDS, command._BYTES, 0),
    ]


def test_a_run_that_has_no_time_left_says_so(tmp_path):
    assert run(tmp_path / "table.json", "--seconds", "-1") == 1
    assert not (tmp_path / "table.json").exists()


def test_smaller_names_come_first():
    names = ["vit_huge_patch14_224", "vit_base_patch16_384", "vit_base_patch16_224", "vit_tiny_x"]
    ranked = sorted(names, key=command._size)
    assert ranked == ["vit_tiny_x", "vit_base_patch16_224", "vit_base_patch16_384", names[0]]
