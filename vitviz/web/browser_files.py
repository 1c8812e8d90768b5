"""What the browser half is served by name: modules, words, styles, and what both sides define.

Names hold a version that changes with the content, so browsers keep what they have for ever.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from vitviz.figures import theme
from vitviz.text import Language, words
from vitviz.web.views import VIEWS

_PACKAGE = Path(__file__).parents[1]
FRONTEND = (Path(__file__).parent / "frontend").resolve()
_IMPORT = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[\w./-]+\.js)["']""")
# What decides the words and the colours, besides the browser half's own files.
_DECIDING = ("web/*.py", "figures/theme.py", "text/locales/**/*.po", "app/pages/*.py")
_BASE = "view/base.css"
_LOADER = FRONTEND / "host/loader.js"
LOADED = "host/streamlit.js"  # the module that the loader gives messages to
LOADER = "vitvizTake"  # the function that it is called by


@cache
def served() -> frozenset[Path]:
    """Every module of the browser half but the loader, which the page holds."""
    return frozenset(FRONTEND.rglob("*.js")) - {_LOADER}


@cache
def version() -> str:
    """A name for all that is served here: the first 16 hex digits of its sha256."""
    files = [path for pattern in _DECIDING for path in _PACKAGE.glob(pattern)]
    digest = hashlib.sha256()
    for path in sorted([*served(), _LOADER, *FRONTEND.rglob("*.css"), *files]):
        digest.update(path.relative_to(_PACKAGE.resolve()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def imported(path: Path) -> tuple[Path, ...]:
    """The JavaScript module at `path` and all that it imports, directly or not."""
    found = {path: None}
    queue = [path]
    while queue:
        importer = queue.pop()
        for name in _IMPORT.findall(importer.read_text("utf-8")):
            module = (importer.parent / name).resolve()
            if module not in found and module.is_file():
                found[module] = None
                queue.append(module)
    return tuple(found)


def module_of(view: str) -> Path:
    """The module of `view`."""
    return FRONTEND / "views" / VIEWS[view].module


def loader() -> str:
    """The script that makes `LOADER` a function of the page; its name outlives versions."""
    text = _LOADER.read_text("utf-8")
    start = "export default function "
    return text[text.index(start) :].replace(start, f"window.{LOADER} = function ", 1)


def named(name: str) -> str:
    """The address of what is called `name` here, relative to the page's root."""
    return f"frontend/{version()}/{name}"


def common(defined: Mapping[str, object]) -> dict[str, object]:
    """What all views need besides their own.

    Args:
        defined: what Python has defined for both sides.

    Returns:
        "constants": what both sides know, with the tables of colours; "base": the styles of all
        views, after the theme's colours.
    """
    tables = {"sequential": theme.lut(theme.SEQUENTIAL), "diverging": theme.lut(theme.DIVERGING)}
    base = f"{theme.css()}\n{_styles(_BASE)}"
    return {"constants": {**defined, "tables": tables}, "base": base}


def said(
    language: Language, given: Mapping[str, Mapping[str, object]]
) -> dict[str, dict[str, object]]:
    """What views need besides modules: of each its "given", "words" and "styles".

    Args:
        language: of the words.
        given: of each view that is wanted, what else all its visitors are given.
    """
    return {
        view: {
            "given": given[view],
            "words": VIEWS[view].words(words(language)),
            "styles": _styles(*(f"views/{name}" for name in VIEWS[view].styles)),
        }
        for view in given
    }


@cache
def _styles(*names: str) -> str:
    return "\n".join((FRONTEND / name).read_text("utf-8") for name in names)
