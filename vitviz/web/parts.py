"""Which modules and words come together: what every page needs, and the parts that a page adds.

A phone's first look waits for every byte, and no page shows more than a few views. The views of one
folder (`frontend/views/explore`) are a part: their modules are one file and their words another,
asked for when the first of them is shown. What stands on every page, and each module that two
parts use, is common to all and comes first; so no module comes twice.
"""

from collections import Counter
from functools import cache
from pathlib import Path

from vitviz.web.browser_files import FRONTEND, LOADED, imported, module_of, served
from vitviz.web.joined import beside, joined
from vitviz.web.views import VIEWS

COMMON = "common"
MODULES = "modules.js"  # the common ones, by the name that the page's loader knows
# What stands on every page, and what stands on no page without another folder's views.
_WITH = {"frame": COMMON, "beside": "explore"}


def part_of(view: str) -> str:
    """The part that brings `view`. Raises KeyError."""
    folder = VIEWS[view].module.partition("/")[0]
    return _WITH.get(folder, folder)


PARTS = tuple(dict.fromkeys(map(part_of, VIEWS)))


def views_of(part: str) -> tuple[str, ...]:
    """The views that `part` brings."""
    return tuple(view for view in VIEWS if part_of(view) == part)


@cache
def modules_of(part: str) -> frozenset[Path]:
    """The modules of `part`; of COMMON all that are not of exactly one part alone."""
    if part != COMMON:
        return _reached(part) - modules_of(COMMON)
    others = [_reached(each) for each in PARTS if each != COMMON]
    times = Counter(module for modules in others for module in modules)
    everywhere = _reached(COMMON) | set(imported(FRONTEND / LOADED))
    alone = {module for module, count in times.items() if count == 1} - everywhere
    return served() - alone


def _reached(part: str) -> frozenset[Path]:
    return frozenset(file for view in views_of(part) for file in imported(module_of(view)))


def file_of(part: str) -> str:
    """The name that the modules of `part` are served by."""
    return MODULES if part == COMMON else f"parts/{part}.js"


def file(part: str) -> bytes:
    """The modules of `part` as one; the common ones bring the function that finds each."""
    held = {_name(path) for path in modules_of(part)}
    sources = {_name(path): path.read_text("utf-8") for path in served()}
    made = joined(sources, held) if part == COMMON else beside(sources, held, f"../{MODULES}")
    return made.encode()


def _name(path: Path) -> str:
    return path.relative_to(FRONTEND).as_posix()
