from vitviz import __main__
from vitviz.cli import coverage
from vitviz.core.coverage.check import Found

VIT = Found("vit_a", "eva", "vit", "", ((48, 80), (96, 64)), {"attention": 2e-6, "gradients": 3e-6})
PART = Found("cait_a", "cait", "vit", "", ((48, 80),), {"attention": 1e-6}, "unseen_attention")
CNN = Found("net", "resnet", "cnn", "", ((48, 80),), {"grid": 0.0})
REFUSED = Found("swin_a", "swin", "refused", "unplaced")
TEXT = f"before\n{coverage._BEGIN}\nold\n{coverage._END}\nafter\n"


def test_the_table_has_a_row_a_family_and_one_a_reason():
    rows = coverage.table([VIT, PART, CNN, REFUSED]).splitlines()
    assert rows[0].startswith("4 names: 2 open as Vision Transformers, 1 as CNNs, 1 are refused")
    assert "| eva | 1, 2 | 2e-06 | 3e-06 | yes |" in rows
    assert any(row.startswith("| cait | 1, 1 | 1e-06 | no classes | refused") for row in rows)
    assert "| opens as a CNN | resnet |" in rows
    assert "| refused: tokens without a place on the picture | swin |" in rows


def test_several_grids_are_told_from_attention_that_is_not_seen():
    several = Found("swin_a", "swin", "vit", "", ((32, 64),), {}, "unequal_grids")
    (row,) = [row for row in coverage.table([several, PART]).splitlines() if "| swin |" in row]
    assert row.endswith("refused: several grids |")
    (row,) = [row for row in coverage.table([several, PART]).splitlines() if "| cait |" in row]
    assert row.endswith("refused: some attention is not seen |")


def test_of_signed_maps_the_rollout_alone_is_refused():
    signed = Found("vit_d", "vit, differential", "vit", "", ((32, 64),), {}, "signed_maps")
    (row,) = [row for row in coverage.table([signed]).splitlines() if "differential" in row]
    assert row.endswith("| relevance; rollout refused: signed maps |")


def test_only_what_stands_between_the_marks_is_replaced():
    known = f"before\n{coverage._BEGIN}\nnew\n{coverage._END}\nafter\n"
    assert coverage.replaced(TEXT, "new\n") == known


def test_the_command_writes_the_table_and_fails_where_something_is_not_exact(monkeypatch, tmp_path):
    file = tmp_path / "README.md"
    file.write_text(TEXT)
    found = {"good": VIT, "bad": Found("bad", "", "failed", "KeyError: 1")}
    monkeypatch.setattr(coverage, "examine", lambda name, _arguments: found[name])
    assert __main__.main(["coverage", "good", "--write", str(file)]) == 0
    assert "| eva | 1, 2 |" in file.read_text()
    assert __main__.main(["coverage", "good", "bad"]) == 1


def test_what_is_not_exact_is_said_in_its_line():
    assert coverage.said(VIT).startswith("vit_a: vit 48 × 80 and 96 × 64 attention 2.0e-06")
    assert coverage.said(Found("bad", "", "failed", "KeyError")) == "bad: NOT EXACT failed KeyError"
