import re

import pytest

from vitviz.explorer.component import FRONTEND, VIEWS, mount, version


def test_every_view_has_a_module_that_creates_it():
    for view in VIEWS:
        source = (FRONTEND / f"{view}.js").read_text("utf-8")
        assert re.search(r"^export (function|const) create\b", source, re.MULTILINE)


def test_modules_import_only_modules_that_are_there():
    for path in FRONTEND.glob("*.js"):
        for name in re.findall(r'from "\./([\w.]+)"', path.read_text("utf-8")):
            assert (FRONTEND / name).is_file(), f"{path.name} imports {name}"


def test_no_module_reaches_another_host_or_parses_markup():
    for path in FRONTEND.glob("*.js"):
        source = path.read_text("utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org/)", source), path.name
        assert "innerHTML" not in source, path.name
        assert "insertAdjacentHTML" not in source, path.name


def test_every_word_a_view_uses_comes_from_python():
    from vitviz.explorer import words as say
    from vitviz.explorer import words_page
    from vitviz.text import words

    _ = words("en")
    said = (
        set(say.explorer(_))
        | set(say.rollout(_))
        | set(words_page.bar(_))
        | set(words_page.tray(_))
    )
    for path in FRONTEND.glob("*.js"):
        for name in re.findall(r"\bwords\.([a-z_]+)\b", path.read_text("utf-8")):
            assert name in said, f"{path.name} uses words.{name}"


def test_the_version_is_a_name_of_the_content():
    assert re.fullmatch(r"[0-9a-f]{16}", version())


def test_a_view_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="view must be one of"):
        mount("nothing", {}, key="nothing")
