import re
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path

import pytest

from vitviz import web
from vitviz.figures import theme
from vitviz.text import LANGUAGES, words
from vitviz.web.browser_files import (
    FRONTEND,
    common,
    imported,
    module_of,
    said,
    served,
    version,
)
from vitviz.web.views import VIEWS


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


def all_words():
    """Every word that any view is given: all functions of the modules of words."""
    found = set()
    for path in Path(web.__file__).parent.glob("words*.py"):
        module = import_module(f"vitviz.web.{path.stem}")
        for name, make in vars(module).items():
            own = isfunction(make) and make.__module__ == module.__name__ and name[0] != "_"
            if own and len(signature(make).parameters) == 1:
                found |= set(make(words("en")))
    return found


def test_every_word_a_view_uses_comes_from_python():
    given = all_words()
    for path in FRONTEND.rglob("*.js"):
        for name in re.findall(r"\bwords\.([a-z_]+)\b", path.read_text("utf-8")):
            assert name in given, f"{path.name} uses words.{name}"


def test_the_version_is_a_name_of_the_content():
    assert re.fullmatch(r"[0-9a-f]{16}", version())


def test_a_module_brings_all_that_it_imports():
    names = {path.name for path in imported(module_of("explorer"))}
    assert {"explorer.js", "scene.js", "attention.js", "dom.js"} <= names


def test_every_module_belongs_to_the_host_or_to_a_view():
    host = set(imported(FRONTEND / "host/streamlit.js"))
    reached = host.union(*(imported(module_of(view)) for view in VIEWS))
    spare = {path for path in served() - reached if not only_types(path)}
    assert sorted(path.name for path in spare) == []


def only_types(path):
    """Whether a module has nothing but JSDoc types."""
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
    return code.strip() in ("", "export {};")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_the_words_of_a_view_come_with_what_all_its_visitors_are_given(view, language):
    found = said(language, {view: {"pages": [1]}})
    assert list(found) == [view]
    assert found[view]["given"] == {"pages": [1]}
    assert found[view]["words"] == VIEWS[view].words(words(language))
    assert all(found[view]["words"].values())


def test_the_styles_of_all_views_begin_with_the_themes_colours_and_each_has_its_own():
    base, found = common({})["base"], said("en", {"bar": {}, "explorer": {}})
    assert base.startswith(theme.css())
    assert ".explorer" in found["explorer"]["styles"]
    assert ".explorer" not in base + found["bar"]["styles"]


def test_the_constants_hold_the_colours_of_both_kinds_of_map():
    found = common({"methods": ["a"]})["constants"]
    assert found["methods"] == ["a"]
    assert found["tables"]["sequential"] == theme.lut(theme.SEQUENTIAL)
