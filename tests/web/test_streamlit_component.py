import re
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path

import pytest

from vitviz import web
from vitviz.text import words
from vitviz.web.streamlit_component import FRONTEND, VIEWS, imported, modules, mount, version


def test_every_view_has_a_module_that_creates_it():
    for view in VIEWS:
        source = (FRONTEND / f"{VIEWS[view][0]}.js").read_text("utf-8")
        assert re.search(r"^export (function|const) create\b", source, re.MULTILINE)


def test_modules_import_only_modules_that_are_there():
    for path in FRONTEND.rglob("*.js"):
        for name in re.findall(r'from "(\.[\w./]+)"', path.read_text("utf-8")):
            assert (path.parent / name).is_file(), f"{path.name} imports {name}"


def test_no_module_reaches_another_host_or_parses_markup():
    for path in FRONTEND.rglob("*.js"):
        source = path.read_text("utf-8")
        assert not re.search(r"https?://(?!www\.w3\.org/)", source), path.name
        assert "innerHTML" not in source, path.name
        assert "insertAdjacentHTML" not in source, path.name


def gives_a_views_words(make, module):
    """Whether this is one of the module's own functions that ask for nothing but a language."""
    own = isfunction(make) and make.__module__ == module.__name__
    return own and len(signature(make).parameters) == 1


def said():
    """Every word that any view is given: all functions of the modules of words."""
    found = set()
    for path in Path(web.__file__).parent.glob("words*.py"):
        module = import_module(f"vitviz.web.{path.stem}")
        for name, make in vars(module).items():
            if name[0] != "_" and gives_a_views_words(make, module):
                found |= set(make(words("en")))
    return found


def test_every_word_a_view_uses_comes_from_python():
    given = said()
    for path in FRONTEND.rglob("*.js"):
        for name in re.findall(r"\bwords\.([a-z_]+)\b", path.read_text("utf-8")):
            assert name in given, f"{path.name} uses words.{name}"


def test_the_version_is_a_name_of_the_content():
    assert re.fullmatch(r"[0-9a-f]{16}", version())


def test_a_view_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="view must be one of"):
        mount("nothing", {}, key="nothing")


def test_a_module_brings_all_that_it_imports():
    names = {path.name for path in imported(FRONTEND / f"{VIEWS['explorer'][0]}.js")}
    assert {"explorer.js", "scene.js", "attention.js", "dom.js"} <= names


def test_the_modules_of_views_stand_once_each_a_views_own_before_its_imports():
    found = modules("bar", "explorer")
    assert found[0] == f"frontend/{version()}/views/frame/bar.js"
    assert len(set(found)) == len(found)
    assert {name.rpartition("/")[2] for name in found} == {
        path.name
        for view in ("bar", "explorer")
        for path in imported(FRONTEND / f"{VIEWS[view][0]}.js")
    }
