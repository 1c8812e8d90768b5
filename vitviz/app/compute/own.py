"""The operator's own models: those in the folder VITVIZ_MODELS_DIR, named by their files.

An address names one as "own:my.ckpt": nothing else on the server's disk can be named there.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from vitviz.app.settings import settings
from vitviz.errors import ModelError

if TYPE_CHECKING:  # torch takes seconds to import
    from vitviz.core.models.load import Cnn, Vit
    from vitviz.core.models.own_models import OwnModel

PREFIX = "own:"


def place_of(name: str) -> Path | None:
    """Where the own model of this name lies; None where there is none."""
    folder, title = settings().models_dir, name.removeprefix(PREFIX)
    plain = bool(title) and title == Path(title).name and not title.startswith(".")
    if folder is None or not name.startswith(PREFIX) or not plain:
        return None
    return folder / title if (folder / title).exists() else None


def listed() -> tuple["OwnModel", ...]:
    """The models in the folder; none where no folder is set."""
    from vitviz.core.models.own_models import own_models

    folder = settings().models_dir
    if folder is None:
        return ()
    # Looking into files takes a while: once, until one of them is another.
    stamps = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir()))
    return _listed(own_models, folder, stamps)


@lru_cache(maxsize=1)
def _listed(
    read: Callable[[Path], tuple["OwnModel", ...]],
    folder: Path,
    _stamps: tuple[tuple[str, int], ...],
) -> tuple["OwnModel", ...]:
    return read(folder)


def load_own(name: str, *, device: str, read: Callable[[], None]) -> "Vit | Cnn":
    """The own model of this name, with the labels that lie beside it. Raises ModelError."""
    from vitviz.core.models.load import load

    title = name.removeprefix(PREFIX)
    found = next((one for one in listed() if one.title == title), None)
    if found is None:
        raise ModelError("unknown", name=name)
    if found.refusal is not None:
        raise found.refusal
    labels = found.labels or ()
    if found.name.startswith("local-dir:"):
        return load(found.name, device=device, labels=labels, read=read)
    if not found.architecture:
        raise ModelError("architecture_unknown", file=title)
    path = Path(found.name.removeprefix("file:"))
    return load(found.architecture, weights=path, device=device, labels=labels, read=read)
