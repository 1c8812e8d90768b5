import pytest

from vitviz.training.files import read_json, write_json, write_whole


def test_what_is_written_is_there(tmp_path):
    write_whole(tmp_path / "deep" / "file", lambda file: file.write(b"abc"))
    assert (tmp_path / "deep" / "file").read_bytes() == b"abc"


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def broken(file):
        file.write(b"new, but")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, broken)
    assert path.read_bytes() == b"old"


def test_json_is_read_as_it_was_written(tmp_path):
    write_json(tmp_path / "a.json", {"猫": [1, 2.5, None]})
    assert read_json(tmp_path / "a.json") == {"猫": [1, 2.5, None]}


def test_no_json_is_none(tmp_path):
    assert read_json(tmp_path / "a.json") is None
