"""The operator's own models: those in the folder VITVIZ_MODELS_DIR, named by their files.

An address names one as "own:my.ckpt", with the architecture that was chosen for a file that says
none ("own:my.ckpt:vit_small_patch16_224") and the table of its tensors that was ("own:my.ckpt@ema",
"@" alone for the file itself). Nothing else on the server's disk can be named there, and where on
it the folder lies is told to no visitor.
"""

import dataclasses
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vitviz.app.settings import settings
from vitviz.errors import ModelError, VitvizError

if TYPE_CHECKING:  # torch takes seconds to import
    from vitviz.core.models.candidates import Candidate
    from vitviz.core.models.load import Cnn, Vit
    from vitviz.core.models.own_models import OwnModel

PREFIX = "own:"
_IN_AN_ADDRESS = re.compile(r"[A-Za-z0-9_./:@+-]{1,160}")  # as ViewState has it
Stamps = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Meant:
    """What an own model's name means: a file or a folder at `place`, and what was chosen for it.

    `architecture` is "" and `table` None where the file itself decides.
    """

    place: Path
    architecture: str = ""
    table: str | None = None


def meant(name: str) -> Meant | None:
    """What this name means; None where it is no own model's, or there is none of this title."""
    folder = _folder()
    if folder is None or not name.startswith(PREFIX):
        return None
    for title, architecture, table in _readings(name.removeprefix(PREFIX)):
        plain = bool(title) and title == Path(title).name and not title.startswith(".")
        if plain and (folder / title).exists():
            return Meant(folder / title, architecture, table)
    return None


def _readings(rest: str) -> Iterator[tuple[str, str, str | None]]:
    """Title, architecture, table as a name may say them; a file's own name may bear such marks."""
    before, at, table = rest.rpartition("@")
    yield rest, "", None
    for text, taken in [(before, table)] * bool(at) + [(rest, None)]:
        title, colon, architecture = text.rpartition(":")
        yield text, "", taken
        if colon and architecture.isidentifier():
            yield title, architecture, taken


def place_of(name: str) -> Path | None:
    """Where the own model of this name lies; None where there is none."""
    found = meant(name)
    return found.place if found else None


def fits_an_address(name: str) -> bool:
    """Whether an address can hold this name."""
    return bool(_IN_AN_ADDRESS.fullmatch(name))


def with_table(name: str, table: str) -> str:
    """The same own model with another table of its tensors; "" where no address can name it."""
    found = meant(name)
    if found is None:
        return ""
    chosen = f":{found.architecture}" if found.architecture else ""
    other = f"{PREFIX}{found.place.name}{chosen}@{table}"
    return other if fits_an_address(other) else ""


def _folder() -> Path | None:
    folder = settings().models_dir
    return folder.absolute() if folder is not None else None


def listed() -> tuple["OwnModel", ...]:
    """The models in the folder; none where no folder is set."""
    from vitviz.core.models.own_models import own_models

    folder = _folder()
    if folder is None:
        return ()
    # Looking into files takes a while: once, until one of them is another.
    return _listed(own_models, folder, _stamps(folder))


def state_of(name: str) -> object:
    """What is another once a file of the folder is another; None for a name that is no own one."""
    folder = _folder()
    return _stamps(folder) if folder is not None and name.startswith(PREFIX) else None


def _stamps(folder: Path) -> Stamps:
    """When each file was last written, those in the folders of models too."""
    if not folder.is_dir():
        return ()
    within = (each for config in folder.glob("*/config.json") for each in config.parent.iterdir())
    paths = sorted([*folder.iterdir(), *within])
    return tuple((str(path.relative_to(folder)), _written(path)) for path in paths)


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # a link to nothing, or gone meanwhile
        return 0


@lru_cache(maxsize=1)
def _listed(
    read: Callable[[Path], tuple["OwnModel", ...]], folder: Path, _stamps: Stamps
) -> tuple["OwnModel", ...]:
    return read(folder)


def fitting(name: str) -> tuple["Candidate", ...]:
    """The architectures of timm that fit an own file that says none; this takes seconds.

    () for a name that is none of a file. Raises ModelError as `candidates.architectures` does.
    """
    place = place_of(name)
    if place is None or not place.is_file():
        return ()
    try:
        return _fitting(place, _written(place))
    except ModelError as error:
        raise told(error.fresh(), name) from error


@lru_cache(maxsize=64)
def _fitting(place: Path, _stamp: int) -> tuple["Candidate", ...]:
    from vitviz.core.models.candidates import architectures

    return architectures(place)


def loadable(name: str, *, beside: bool = False) -> tuple[str, dict[str, Any]]:
    """The name by which the core loads an own model, with what else it is told; others as they are.

    `beside`: as if it lay in the folder that Python runs in, without a word of where it lies.
    """
    found = meant(name)
    if found is None:
        return name, {}
    source = "local-dir" if found.place.is_dir() else "file"
    chosen = {"architecture": found.architecture} if found.architecture else {}
    tables = {} if found.table is None else {"table": found.table}
    return f"{source}:{found.place.name if beside else found.place}", chosen | tables


def load_own(
    name: str,
    *,
    weights: str,
    device: str,
    read: Callable[[], None],
    **further: object,
) -> "Vit | Cnn":
    """The own model of this name, as its files say, "published" or with "random" weights.

    `further` is what else `load` is told.
    Raises VitvizError as `load` does, "unknown" for an architecture that does not fit; no fact of
    it tells where the folder lies.
    """
    from vitviz.core.models.load import load

    asked = meant(name)
    found = next((one for one in listed() if asked and one.title == asked.place.name), None)
    if asked is None or found is None:
        raise ModelError("unknown", name=name)
    try:
        if found.refusal is not None:
            raise found.refusal.fresh()
        if asked.architecture and asked.architecture not in _names_of(fitting(name)):
            raise ModelError("unknown", name=name)
        loaded, how = loadable(name)
        how |= {"weights": weights, "device": device, "read": read, **further}
        model = load(loaded, labels=found.labels or (), **how)
    except VitvizError as error:
        raise told(error, name) from error
    return dataclasses.replace(model, name=name)


def _names_of(candidates: tuple["Candidate", ...]) -> set[str]:
    return {each.architecture for each in candidates}


def told(error: VitvizError, name: str) -> VitvizError:
    """The error with the name that visitors use, and files by their names in the folder."""
    within = f"{_folder()}{os.sep}"
    facts = {
        key: fact.replace(within, "") if isinstance(fact, str) else fact
        for key, fact in error.facts.items()
    }
    return type(error)(error.reason, **{**facts, "name": name})
