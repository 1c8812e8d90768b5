"""Many modules of the browser half as one: a page fetches a file or two instead of seventy.

On a first visit every file costs the browser and the server milliseconds that its visitor waits
for. Nothing is translated, comments stay at home: each module becomes the body of a function, run
when it is first needed, whose imports are what the others' functions returned. That holds for
modules as ours are written: named imports; exported functions, classes, constants and one default
class; no circle of imports. What is written in another way is refused, and a test asks for all.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^{}]+)\} from "(\.{1,2}/[^"]+)";', re.MULTILINE)
_NAMED = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default (?=class (\w+))", re.MULTILINE)
_NOTHING = re.compile(r"^export \{\};", re.MULTILINE)  # a module of types alone
# Those that begin a line, a third of all bytes.
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?!/).*?\*/[ \t]*\n?|//[^\n]*\n)", re.MULTILINE | re.DOTALL)
_UNKNOWN = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b", re.MULTILINE)
_CONST = re.compile(r"^export const (\w+)", re.MULTILINE)
# What a bracket, comma or semicolon may stand in, and those that stand in nothing.
_PIECE = re.compile(
    r'"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'"
    r"|`(?:\\.|[^`\\])*`"
    r"|//[^\n]*|/\*.*?\*/|[()\[\]{},;]",
    re.DOTALL,
)
_NOTE = "// Made of modules of the browser half: vitviz/web/joined.py.\n"
_BEGIN = """const made = new Map();
/** What the module called `name` exports; it is run when it is first asked for. */
export function need(name) {
  if (!made.has(name)) made.set(name, modules[name]());
  return made.get(name);
}
/** Further modules, from a file that came later. */
export function add(more) {
  Object.assign(modules, more);
}
const modules = {
"""


def joined(sources: Mapping[str, str], held: Collection[str]) -> str:
    """One module of those `held` of all `sources`, by their paths; it exports `need(path)`.

    `add` takes further ones, which `beside` has made.

    Raises:
        ValueError: an import or export is written in a way not known here, leads to no module of
            `sources`, or closes a circle.
    """
    return "".join((_NOTE, _BEGIN, *_bodies(sources, held), "};\n"))


def beside(sources: Mapping[str, str], held: Collection[str], first: str) -> str:
    """One module of those `held` of all `sources`, added to the joined one at the address `first`.

    Raises:
        ValueError: as `joined` does.
    """
    begin = f'import {{ add, need }} from "{first}";\nadd({{\n'
    return "".join((_NOTE, begin, *_bodies(sources, held), "});\n"))


def _ordered(sources: Mapping[str, str]) -> list[str]:
    """The modules, each after all that it imports."""
    needs = {
        name: {_place(name, at) for _, at in _IMPORT.findall(sources[name])} for name in sources
    }
    lost = set().union(*needs.values()) - set(sources)
    if lost:
        raise ValueError(f"no module is called {sorted(lost)}")
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise ValueError(f"modules import each other in a circle: {error.args[1]}") from error


def _bodies(sources: Mapping[str, str], held: Collection[str]) -> Iterator[str]:
    for name in _ordered(sources):
        if name not in held:
            continue
        _refuse(name, sources[name])
        text = _COMMENT.sub("", sources[name])
        exported = [*_NAMED.findall(text), *(f"default: {one}" for one in _DEFAULT.findall(text))]
        for statement in (_NAMED, _DEFAULT, _NOTHING):
            text = statement.sub("", text)
        text = _IMPORT.sub(lambda found, of=name: _taken(found, of), text)
        unknown = _UNKNOWN.search(text)
        if unknown:
            raise ValueError(f"{name}: {unknown[0]!r} is written in a way not known here")
        yield f'"{name}"() {{\n{text}\nreturn {{ {", ".join(exported)} }};\n}},\n'


def _refuse(name: str, text: str) -> None:
    """Raises ValueError where what is done to all modules would leave something of `text` out."""
    for piece in _PIECE.finditer(text):
        if piece[0].startswith("`") and _COMMENT.search(piece[0]):
            raise ValueError(f"{name}: a line in {piece[0]!r} begins as a comment does")
    for found in _CONST.finditer(text):
        if not _alone(text, found.end()):
            raise ValueError(f"{name}: {found[0]!r} and more at once is not known here")


def _alone(text: str, start: int) -> bool:
    """Whether the declaration whose name ends at `start` declares no other name."""
    depth = 0
    for piece in _PIECE.finditer(text, start):
        if piece[0] in "([{":
            depth += 1
        elif piece[0] in ")]}":
            depth -= 1
        elif not depth and piece[0] in ",;":
            return piece[0] == ";"
    return True


def _taken(found: re.Match[str], importer: str) -> str:
    """An import as a constant; `a as b` is `a: b` there."""
    names = found[1].replace(" as ", ": ")
    return f'const {{{names}}} = need("{_place(importer, found[2])}");'


def _place(importer: str, name: str) -> str:
    """The path of what a module calls `name`."""
    parts: list[str] = []
    for part in (Path(importer).parent / name).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
