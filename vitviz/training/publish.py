"""From finished runs to what is shipped: the curves as one JSON, the chosen weights with cards.

Weights are stored in half precision, and what a card says of them was measured with that file.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save

from vitviz.core import assets
from vitviz.core.framing import frame
from vitviz.core.models.load import Cnn, Vit, load, logits
from vitviz.core.models.predictions import top
from vitviz.images.decoder import decode
from vitviz.training import cards, hunger, known, probe
from vitviz.training.cards import Card
from vitviz.training.files import read_json, write_json, write_whole
from vitviz.training.measure import accuracy
from vitviz.training.pictures import Split, decoded_in
from vitviz.training.run import Result, finished

SIDES = (98, 112, 128, 140, 168, 196, 224)  # at which a CNN's card says how sure it is
OPENED = (0.02, 0.1, 1.0)  # shares whose plain ViT of seed 0 opens in the app


def published(out: Path) -> list[Path]:
    """Write what the finished runs in `out` give into assets/ and return the files written.

    Raises ArgumentError where `out` holds no pictures, or runs of several recipes.
    """
    pictures = decoded_in(out)
    written = [_curves(out, pictures)]
    for share in OPENED:
        run = out / "hunger" / hunger.Cell("vit", share, 0).name
        if (result := finished(run)) is not None:
            written.append(_model(run, cards.hunger_card(share, result), pictures))
    run = out / "finetune-cnn-0"
    if (result := finished(run)) is not None:
        written.append(_model(run, cards.baseline_card(result), pictures))
    return written


def curves(out: Path, pictures: Split) -> dict[str, Any]:
    """Return every finished run with its curve, and which planned ones are not there yet.

    What was published before stays where `out` lacks it, if it is of the same pictures and recipe.
    """
    ended = [(cell, result) for cell, result in hunger.results(out) if result is not None]
    recipes = [result["asked"]["recipe"] for _, result in ended]
    cards.require(all(one == recipes[0] for one in recipes), "out", "of one recipe", str(out))
    recipe = recipes[0] if recipes else hunger.recipe().told()
    counts = known.counts_of(pictures)
    before = known.published(recipe, counts)
    rows = known.by_cell(before) | {cell: _row(cell, result) for cell, result in ended}
    rows |= known.by_cell({"runs": probe.ended(out)})
    planned = (*hunger.plan(), *probe.plan())
    parameters = {cell.arm: result["parameters"] for cell, result in ended}
    parameters |= {probe.ARM: probe.parameters(counts["classes"])}
    # The classes are of several sizes: naming always the largest is right more often than chance.
    largest = int(np.bincount(pictures.val.labels).max()) / counts["val"]
    return {
        "command": "python -m vitviz.training hunger --data FOLDER --out RUNS",
        "pictures": counts | {"largest": round(largest, 5)},
        "recipe": recipe,
        "parameters": before.get("parameters", {}) | parameters,
        "probe": probe.told(),
        "runs": [rows[cell] for cell in planned if cell in rows],
        "missing": [_named(cell) for cell in planned if cell not in rows],
    }


def _row(cell: hunger.Cell, result: Result) -> dict[str, Any]:
    (last,) = result["measured"]
    shares = {name: last[name] for name in ("top1", "top5", "by_class")}
    points = [[point["seen"], point["loss"], point["top1"]] for point in result["points"]]
    told = {"pictures": result["asked"]["pictures"], "ended": result["ended"]}
    return _named(cell) | told | shares | {"points": points}


def _named(cell: hunger.Cell) -> dict[str, Any]:
    return {"arm": cell.arm, "share": cell.share, "seed": cell.seed}


def _curves(out: Path, pictures: Split) -> Path:
    path = known.path()
    text = json.dumps(curves(out, pictures), indent=1)
    write_whole(path, lambda file: file.write(text.encode() + b"\n"))
    return path


def _model(run: Path, card: Card, pictures: Split) -> Path:
    """Write the weights and the card of a run, measured with what was written."""
    folder = assets.MODELS / card["name"]
    weights = load_file(run / "weights.safetensors")
    # BatchNorm's count of its steps is no number that inference reads, and no half one.
    half = {name: one.half() for name, one in weights.items() if one.is_floating_point()}
    data = save({name: tensor.contiguous() for name, tensor in half.items()})
    path = folder / "model.safetensors"
    write_whole(path, lambda file: file.write(data))
    sha256 = hashlib.sha256(data).hexdigest()
    file = {"file": path.name, "sha256": sha256, "bytes": len(data), "dtype": "float16"}
    before = read_json(folder / "card.json") or {}
    if before.get("weights") == file and "measured" in before:  # else it was stopped in between
        return path
    write_json(folder / "card.json", card | {"weights": file})
    measured = _measured(card, pictures)
    write_json(folder / "card.json", card | {"weights": file, "measured": measured})
    return path


def _measured(card: Card, pictures: Split) -> list[dict[str, Any]]:
    model = load(card["name"], device="cpu")
    found = []
    for size in card["sizes"]:
        found += cards.accuracies(_accuracy(model, pictures, size[0]), size, pictures)
        found.append(cards.photos(said_of_photos(model, (size[0], size[1])), size))
    if "learned_at" in card:
        found.append(cards.by_side({side: surest_of_photos(model, side) for side in SIDES}))
    return found


def _accuracy(model: Vit | Cnn, pictures: Split, size: int) -> dict[str, float]:
    from PIL import Image

    method = Image.Resampling[model.interpolation.upper()]
    found = accuracy(model.module, pictures.val, size, method, model.mean, model.std)
    return {"top-1": round(found.top1, 4), "top-5": round(found.top5, 4)}


def surest_of_photos(model: Vit | Cnn, side: int) -> float:
    """Return the mean probability of the likeliest label over the bundled photos."""
    said = said_of_photos(model, (side, side))
    return float(np.mean([float(str(likeliest[0][1])) for likeliest in said.values()]))


def said_of_photos(model: Vit | Cnn, size: tuple[int, int]) -> dict[str, list[list[object]]]:
    """Return [label, probability] of the five likeliest of every bundled photo."""
    found = {}
    with torch.no_grad():
        for photo in assets.photos():
            pixels, _ = frame(decode(photo.path.read_bytes()), model, size)
            likeliest = top(logits(model, pixels))
            found[photo.id] = [[model.labels[index], round(share, 3)] for index, share in likeliest]
    return found
