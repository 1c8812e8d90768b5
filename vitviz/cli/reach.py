"""`python -m vitviz reach`: how far every head looks, on average over many photos.

Of each bundled ViT at each size of its card: mean attention distance of every head (as
`core.attention.measures`), its mean and standard deviation over every nth photo of a folder and
all bundled ones. The tables lie beside the cards and stand beside a photo's own numbers. A size
that was measured with these photos and weights is not measured again.
"""

import argparse
import json
import logging
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float64
from PIL import Image

from vitviz.core import assets
from vitviz.core.attention.capture import capture
from vitviz.core.attention.measures import summary
from vitviz.core.attention.reference_reach import path_of
from vitviz.core.framing import frame
from vitviz.core.models.load import Vit, load
from vitviz.errors import ArgumentError
from vitviz.images.decoder import decode

_POLITE = 19  # others on this machine go first
_ENDINGS = (".jpeg", ".jpg", ".png", ".webp")
_log = logging.getLogger("vitviz.reach")
Size = tuple[int, int]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("reach", help=__doc__, description=__doc__)
    parser.add_argument("folder", type=Path, help="of photos, tiny-imagenet-200/val/images")
    parser.add_argument("names", nargs="*", help="bundled ViTs; all of them by default")
    parser.add_argument("--every", type=int, default=20, help="take every nth photo by name")
    parser.set_defaults(command=_run)


def _run(given: argparse.Namespace) -> int:
    os.nice(_POLITE)
    paths = sorted(path for path in given.folder.glob("*") if path.suffix.lower() in _ENDINGS)
    chosen = paths[:: given.every]
    if not chosen:
        rule = f"a folder with {', '.join(_ENDINGS)}"
        raise ArgumentError("broken_invariant", argument="folder", rule=rule, got=given.folder)
    ours = [photo.path for photo in assets.photos()]
    folder = Path(*given.folder.absolute().parts[-3:])  # where on this machine is nobody's business
    told = {
        "command": f"python -m vitviz reach {folder} --every {given.every}",
        "date": datetime.now(UTC).date().isoformat(),
        "photos": {"of_folder": len(chosen), "bundled": len(ours)},
    }
    for name in given.names or _vits():
        model = load(name, device="cpu")
        if not isinstance(model, Vit):
            raise ArgumentError("broken_invariant", argument="names", rule="ViTs", got=name)
        _measure(model, [*chosen, *ours], told | {"sha256": model.card["weights"]["sha256"]})
    return 0


def _vits() -> list[str]:
    return [name for name in assets.bundled_models() if assets.read_card(name)["family"] == "vit"]


def _measure(vit: Vit, paths: list[Path], told: dict[str, Any]) -> None:
    """Write the table anew after each size."""
    path = path_of(vit.name)
    tables = _known(path, told)
    for size in vit.card["sizes"]:
        if any(table["size"] == size for table in tables):
            continue
        layers, mean, deviation = over(vit, (decode(each.read_bytes()) for each in paths), size)
        found = {"mean": _numbers(mean), "deviation": _numbers(deviation)}
        tables.append({"size": size, "layers": list(layers), **found})
        path.write_text(written(told | {"tables": tables}), encoding="utf-8")
        _log.info("%s at %d px: %s", vit.name, size[0], path)


def _known(path: Path, told: dict[str, Any]) -> list[dict[str, Any]]:
    """What was measured before of the same weights with the same photos, on whatever day."""
    if not path.is_file():
        return []
    before = json.loads(path.read_text(encoding="utf-8"))
    same = all(before.get(name) == told[name] for name in ("command", "photos", "sha256"))
    return before["tables"] if same else []


def over(
    vit: Vit, photos: Iterable[Image.Image], size: Size
) -> tuple[
    tuple[int, ...], Float64[np.ndarray, "layers heads"], Float64[np.ndarray, "layers heads"]
]:
    """Return the layers, and mean and standard deviation of every head's reach over the photos.

    In pixels of the model's input at `size` (height, width); the deviation is the sample's (n - 1),
    0 for one photo. Raises ArgumentError where there is no photo.
    """
    layers: tuple[int, ...] = ()
    found = []
    for photo in photos:
        pixels, _ = frame(photo, vit, (size[0], size[1]))
        each = summary(capture(vit, pixels))
        layers = each.layers
        found.append(each.reach.astype(np.float64))
    if not found:
        raise ArgumentError("broken_invariant", argument="photos", rule="at least one", got=0)
    every = np.stack(found)
    spread = every.std(axis=0, ddof=1) if len(every) > 1 else np.zeros_like(every[0])
    return layers, every.mean(axis=0), spread


def _numbers(values: Float64[np.ndarray, "layers heads"]) -> list[list[float | None]]:
    return [[None if np.isnan(one) else round(float(one), 3) for one in row] for row in values]


def written(told: dict[str, Any]) -> str:
    """Return it as JSON with a row of numbers on a line."""
    text = json.dumps(told, indent=1, allow_nan=False)
    rows = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda row: f"[{row[1]}]", text)
    return re.sub(r",\n\s+(?=[-\d]|null)", ", ", rows) + "\n"
