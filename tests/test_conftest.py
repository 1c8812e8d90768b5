"""What a worker runs as a whole."""

from pathlib import Path

import pytest

from tests.conftest import LATER, WAITING, scope

BROWSER = Path(__file__).parent / "browser"


@pytest.mark.parametrize("part", [LATER, WAITING], ids=["later", "waiting"])
def test_the_parts_of_the_browser_tests_name_files_that_are_there(part):
    named = part.pattern.partition("(")[2].partition(")")[0].split("|")
    assert [name for name in named if not (BROWSER / f"test_{name}.py").exists()] == []


@pytest.mark.parametrize(
    ("nodeid", "whole"),
    [
        ("tests/text/test_languages.py::test_a[x::y]", "tests/text/test_languages.py"),
        ("tests/browser/test_bar.py::test_a", "browser, first"),
        ("tests/browser/test_inside.py::test_a", "browser, later"),
        ("tests/browser/test_server_gone.py::test_a", "browser, waiting"),
        ("tests/app/server/test_lecture.py::test_a", "tests/app/server/test_lecture.py"),
    ],
)
def test_a_file_is_one_scope_and_all_files_of_a_part_of_the_browser_are(nodeid, whole):
    assert scope(nodeid) == whole
