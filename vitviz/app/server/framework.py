"""Streamlit's modules in fewer files: those that every page needs, as one.

Its page asks for sixty modules, fifty of them of a kilobyte or two, and each request costs a
visitor and the server time. Each module becomes the body of a function, run in the order that the
browser would have run them in; what it exports is read when it has run. That holds for modules
whose exports stay as they are from then on (helpers that put a faster self in their place do the
same as before), which was looked for in one version of Streamlit: any other is served as it is, and
a test says so. Where files differ from Streamlit's own they stand in
a folder of another name, since browsers keep what has a name for ever.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

import streamlit

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPTS = STATIC / "static" / "js"
JOINED = "joined.js"
# The sha256 of the page whose modules were looked through: it names them by their content.
LOOKED_THROUGH = "ddc07668cbe37c6e6e003786a0df9ffb0cbd320deada94e5fa56197c62400351"
# What these export is filled in later: whoever imports them has to see that.
_LIVE = ("space-separated-tokens.",)
_NEEDED = "BidiComponent."  # what every page of ours asks for
_RUN = re.compile(r'<script type="module"[^>]* src="\./static/js/([^"]+)">')
_IMPORT = re.compile(r'import(?:\{([^}]*)\}from)?"\./([^"]+)";')
_EXPORT = re.compile(r"export\{([^{}]*)\};?\s*$")
_PRELOAD = re.compile(r'\s*<link rel="modulepreload" crossorigin href="\./static/js/([^"]+)">')


@cache
def joinable() -> tuple[str, ...]:
    """The modules served as one, each after all that it imports; () for another version."""
    if hashlib.sha256((STATIC / "index.html").read_bytes()).hexdigest() != LOOKED_THROUGH:
        return ()
    may: dict[str, bool] = {}
    for start in starts():
        _visit(start, may)
    return tuple(name for name in may if may[name])


@cache
def starts() -> list[str]:
    """The modules that lead to all that every page needs: the one that the page runs, and ours."""
    page = (STATIC / "index.html").read_text("utf-8")
    return [*_RUN.findall(page), *(path.name for path in sorted(SCRIPTS.glob(f"{_NEEDED}*.js")))]


def _visit(name: str, may: dict[str, bool]) -> None:
    """Notes of `name` and all that it imports, before it, whether it may be one of those joined."""
    if name in may:
        return
    needs = [module for _, module in _IMPORT.findall(_text(name))]
    for module in needs:
        _visit(module, may)
    own = name not in starts() and not name.startswith(_LIVE)
    may[name] = own and all(may[module] for module in needs)


def _text(name: str) -> str:
    return (SCRIPTS / name).read_text("utf-8")


@cache
def folder() -> str:
    """The folder below /static that scripts are asked for in."""
    if not joinable():
        return "js"
    made = content(JOINED) + Path(__file__).read_bytes()
    return f"js-{hashlib.sha256(made).hexdigest()[:12]}"


def content(name: str) -> bytes:
    """The script that is called `name` in that folder."""
    if not joinable():
        return (SCRIPTS / name).read_bytes()
    numbers = {module: number for number, module in enumerate(joinable())}
    if name == JOINED:
        return joined({module: _text(module) for module in numbers}).encode()
    return beside_joined(_text(name), numbers).encode()


def joined(sources: Mapping[str, str]) -> str:
    """One module of `sources`, whose imports stand before them: exports each as `vv_number`.

    Raises:
        ValueError: a module does not end with its exports, or imports one that is not before it.
    """
    numbers: dict[str, int] = {}
    parts = []
    for number, (name, text) in enumerate(sources.items()):
        end = _EXPORT.search(text)
        others = [module for _, module in _IMPORT.findall(text) if module not in numbers]
        if end is None or others:
            raise ValueError(f"{name} cannot be joined: it needs {others or 'exports at its end'}")
        body, _ = _taken(text[: end.start()], numbers)
        given = ",".join(_swapped(one) for one in end[1].split(",") if one)
        parts.append(f"const vv_{number}=(()=>{{{body};return{{{given}}}}})();\n")
        numbers[name] = number
    return "".join((*parts, f"export{{{','.join(f'vv_{n}' for n in numbers.values())}}};\n"))


def beside_joined(text: str, numbers: Mapping[str, int]) -> str:
    """A module that imports some of those joined, by their numbers, from where they are now."""
    body, used = _taken(text, numbers)
    for name in numbers:  # in lists of what to load beside a module that is loaded later
        body = body.replace(f'"./{name}"', f'"./{JOINED}"')
    names = ",".join(f"vv_{number}" for number in sorted(used))
    return f'import{{{names}}}from"./{JOINED}";{body}' if used else body


def _taken(text: str, numbers: Mapping[str, int]) -> tuple[str, Collection[int]]:
    """`text` with its imports of modules in `numbers` as constants, and the numbers of these."""
    used: set[int] = set()

    def take(found: re.Match[str]) -> str:
        if found[2] not in numbers:
            return found[0]
        used.add(numbers[found[2]])
        names = ",".join(one.replace(" as ", ":") for one in (found[1] or "").split(",") if one)
        return f"const{{{names}}}=vv_{numbers[found[2]]};"

    return _IMPORT.sub(take, text), used


def _swapped(exported: str) -> str:
    """`local as name` as a property of an object."""
    local, _, name = exported.partition(" as ")
    return f"{name or local}:{local}"


def on_page(html: str) -> str:
    """Streamlit's page, with the modules that are one now named as one, before all others."""
    if not joinable():
        return html
    first = f'<link rel="modulepreload" crossorigin href="./static/js/{JOINED}">\n    '
    html = _PRELOAD.sub(lambda link: "" if link[1] in joinable() else link[0], html)
    html = html.replace('<script type="module"', f'{first}<script type="module"', 1)
    return html.replace('"./static/js/', f'"./static/{folder()}/')
