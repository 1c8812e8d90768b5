"""The models in a folder of one's own, as a list to choose from; no weights are read for it.

A model is a file of weights, or a folder with timm's config.json. Beside "my.ckpt", "my.json" may
say the architecture and "my.labels.txt" (or .csv, .json) name the classes; in a folder it is
"labels.txt".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vitviz.core.models.checkpoints import read_checkpoint
from vitviz.core.models.names import SUFFIXES
from vitviz.core.models.stated import labels_beside, stated_beside, stated_by, stated_in, weights_in
from vitviz.errors import ModelError

_MOST = 500


@dataclass(frozen=True)
class OwnModel:
    """One model of the folder, as a list shows it.

    `title` is the file's or folder's name, `name` what `load` takes ("file:/…", "local-dir:/…").
    `architecture` is what is said within or beside it, "" where nothing is: then it has to be
    chosen (`candidates.architectures`). `size` are the bytes of its weights, `labels` the file
    that names its classes. `refusal` says why it cannot be opened, None where nothing is known
    against it: whether the weights fit shows when it is loaded.
    """

    title: str
    name: str
    architecture: str = ""
    size: int = 0
    labels: Path | None = None
    refusal: ModelError | None = None


def own_models(folder: Path) -> tuple[OwnModel, ...]:
    """Return the models in the folder by title; at most 500, () where there is no such folder.

    Files and folders whose names begin with a dot are passed over, and what lies deeper.
    """
    try:
        places = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    except OSError:
        return ()
    return tuple(_entry(place) for place in list(_models(places))[:_MOST])


def _models(places: list[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_dir():
            if (place / "config.json").is_file():
                yield place
        elif place.name.lower().endswith(SUFFIXES):
            yield place


def _entry(place: Path) -> OwnModel:
    name = f"{'local-dir' if place.is_dir() else 'file'}:{place.absolute()}"
    try:
        if place.is_dir():
            architecture, weights = stated_in(place).architecture, weights_in(place)
            read_checkpoint(weights)
        else:
            checkpoint, weights = read_checkpoint(place), place
            architecture = stated_beside(place).architecture or stated_by(checkpoint).architecture
        size = weights.stat().st_size
    except ModelError as error:
        return OwnModel(place.name, name, refusal=error.fresh())  # which a list may keep
    return OwnModel(place.name, name, architecture, size, labels_beside(place))
