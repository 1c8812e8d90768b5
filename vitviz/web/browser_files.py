"""What the browser half is served by name: modules, words, styles, and what both sides define.

Names hold a version that changes with the content, so browsers keep what they have for ever.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from vitviz.figures import theme
from vitviz.text import Language, words
from vitviz.web.joined import joined
from vitviz.web.views import VIEWS

_PACKAGE = Path(__file__).parents[1]
FRONTEND = (Path(__file__).parent / "frontend").resolve()
_IMPORT = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[\w./-]+\.js)["']""")
# What decides the words and the colours, besides the browser half's own files.
_DECIDING = ("web/*.py", "figures/theme.py", "text/locales/**/*.po", "app/pages/*.py")
_BASE = "view/base.css"
MODULES = "modules.js"
_LOADER = FRONTEND / "host/loader.js"
LOADER = "vitvizTake"  # the function that it is called by


@cache
def served() -> frozenset[Path]:
    """Every module of the browser half."""
    return frozenset(FRONTEND.rglob("*.js"))


@cache
def version() -> str:
    """A name for all that is served here: the first 16 hex digits of its sha256."""
    files = [path for pattern in _DECIDING for path in _PACKAGE.glob(pattern)]
    digest = hashlib.sha256()
    for path in sorted([*served(), *FRONTEND.rglob("*.css"), *files]):
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


def modules() -> bytes:
    """All modules but the loader, which the page holds, as one."""
    files = sorted(served() - {_LOADER})
    return joined(
        {path.relative_to(FRONTEND).as_posix(): path.read_text("utf-8") for path in files}
    ).encode()


def loader() -> str:
    """The script that makes `LOADER` a function of the page; its name outlives versions."""
    text = _LOADER.read_text("utf-8")
    start = "export default function "
    return text[text.index(start) :].replace(start, f"window.{LOADER} = function ", 1)


def resources(language: Language, *views: str) -> tuple[str, ...]:
    """The addresses of what `views` need besides modules: constants, words, styles."""
    of_each = (name for view in views for name in (f"{language}/{view}.json", f"{view}.css"))
    return tuple(named(name) for name in ("constants.json", *of_each))


def named(name: str) -> str:
    """The address of what is called `name` here, relative to the page's root."""
    return f"frontend/{version()}/{name}"


@cache
def stylesheet(view: str) -> bytes:
    """The styles of `view`, after the theme's colours and the basis of all views."""
    names = (_BASE, *(f"views/{name}" for name in VIEWS[view].styles))
    return "\n".join(
        [theme.css(), *((FRONTEND / name).read_text("utf-8") for name in names)]
    ).encode()


def words_of(view: str, language: Language, given: Mapping[str, object]) -> bytes:
    """What `view` says in `language`, as JSON, with what else is `given` to all its visitors."""
    return _json({**given, "words": VIEWS[view].words(words(language))})


def constants(defined: Mapping[str, object]) -> bytes:
    """What both sides know, as JSON: what Python has `defined`, and the tables of colours."""
    tables = {"sequential": theme.lut(theme.SEQUENTIAL), "diverging": theme.lut(theme.DIVERGING)}
    return _json({**defined, "tables": tables})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
