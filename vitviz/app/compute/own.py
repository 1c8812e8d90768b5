"""The operator's own models: those in the folder VITVIZ_MODELS_DIR, named by their files.

An address names one as "own:my.ckpt": nothing else on the server's disk can be named there, and
where on it the folder lies is told to no visitor.
"""

import dataclasses
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vitviz.app.settings import settings
from vitviz.errors import ModelError, VitvizError

if TYPE_CHECKING:  # torch takes seconds to import
    from vitviz.core.models.load import Cnn, Vit
    from vitviz.core.models.own_models import OwnModel

PREFIX = "own:"
Stamps = tuple[tuple[str, int], ...]


def place_of(name: str) -> Path | None:
    """Where the own model of this name lies; None where there is none."""
    folder, title = _folder(), name.removeprefix(PREFIX)
    plain = bool(title) and title == Path(title).name and not title.startswith(".")
    if folder is None or not name.startswith(PREFIX) or not plain:
        return None
    return folder / title if (folder / title).exists() else None


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


def loadable(name: str, *, beside: bool = False) -> str:
    """The name by which the core loads an own model; any other name as it is.

    `beside`: as if it lay in the folder that Python runs in, without a word of where it lies.
    """
    place = place_of(name)
    if place is None:
        return name
    source = "local-dir" if place.is_dir() else "file"
    return f"{source}:{place.name if beside else place}"


def load_own(name: str, *, weights: str, device: str, read: Callable[[], None]) -> "Vit | Cnn":
    """The own model of this name, as its files say, "published" or with "random" weights.

    Raises VitvizError as `load` does; no fact of it tells where the folder lies.
    """
    from vitviz.core.models.load import load

    title = name.removeprefix(PREFIX)
    found = next((one for one in listed() if one.title == title), None)
    if found is None:
        raise ModelError("unknown", name=name)
    try:
        if found.refusal is not None:
            raise found.refusal.fresh()
        labels = found.labels or ()
        model = load(found.name, weights=weights, device=device, labels=labels, read=read)
    except VitvizError as error:
        folder = Path(found.name.partition(":")[2]).parent
        raise _told(error, name, folder) from error
    return dataclasses.replace(model, name=name)


def _told(error: VitvizError, name: str, folder: Path) -> VitvizError:
    """The error with the name that visitors use, and files by their names in the folder."""
    within = f"{folder}{os.sep}"
    facts = {
        key: fact.replace(within, "") if isinstance(fact, str) else fact
        for key, fact in error.facts.items()
    }
    return type(error)(error.reason, **{**facts, "name": name})
