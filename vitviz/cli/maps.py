"""`python -m vitviz maps`: what a model sees in photos, as arrays in a file for each.

For the same on a cluster or in a script what the page shows one photo at a time: each photo gets a
NumPy archive beside the others in a folder, and `about` in it, a JSON text, says what its arrays
are.
"""

import argparse
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy import ndarray
from torch import Tensor

from vitviz import __version__
from vitviz.core.attention.capture import capture
from vitviz.core.attention.maps import to_grid
from vitviz.core.attention.per_head import heads
from vitviz.core.attention.rollout import rollout, undefined_rollout, undefined_through
from vitviz.core.attention.trace import Layer, Trace, attention
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.relevance import gradient_rollout, relevance
from vitviz.core.framing import Framing, frame
from vitviz.core.models.load import Cnn, Vit, load, logits
from vitviz.core.models.predictions import top
from vitviz.errors import ArgumentError, VitvizError
from vitviz.images.decoder import decode

_log = logging.getLogger("vitviz.maps")
_WEIGHT, _EVIDENCE = "attention weight", "evidence for the class"
Arrays = dict[str, tuple[ndarray, tuple[str, ...], str]]  # its numbers, axes and unit, by name


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("maps", help=__doc__, description=__doc__)
    parser.add_argument("photos", nargs="+", type=Path, help="files")
    parser.add_argument("--model", default="everyday-vit-s14", help="a name, or file:my.ckpt")
    parser.add_argument("--weights", default="published", help="a file, or random")
    parser.add_argument(
        "--architecture", default="", help="of a file that says none, by timm's name"
    )
    parser.add_argument("--table", help="of a file with several, in dots: state_dict")
    parser.add_argument("--labels", default=(), help="names of the classes: txt, csv or json")
    parser.add_argument("--size", type=int, help="of the square of pixels that the model sees")
    parser.add_argument("--target", type=int, help="the class that is explained; the likeliest one")
    parser.add_argument("--attention", action="store_true", help="all weights of all layers too")
    parser.add_argument("--device", default="auto", help="cpu, cuda, mps or auto")
    parser.add_argument("--out", type=Path, default=Path(), help="a folder; this one by default")
    parser.set_defaults(command=_run)


def _run(given: argparse.Namespace) -> int:
    model = load(
        given.model,
        weights=given.weights,
        architecture=given.architecture,
        table=given.table,
        labels=given.labels,
        device=given.device,
    )
    for note in () if model.loaded is None else model.loaded.notes:
        _log.info("%s", note)
    once = len({path.stem for path in given.photos}) == len(given.photos)
    names = [path.stem if once else f"{at}-{path.stem}" for at, path in enumerate(given.photos, 1)]
    return max(_tried(model, *each, given) for each in zip(given.photos, names, strict=True))


def _tried(model: Vit | Cnn, path: Path, name: str, given: argparse.Namespace) -> int:
    """Write the photo's archive and say where; 2 and a sentence where it cannot be."""
    try:
        pixels, framing = frame(decode(path.read_bytes()), model, _size(given.size))
        said = logits(model, pixels)
        target = _target(said, given.target)
        if isinstance(model, Vit):
            arrays = _of_vit(model, pixels, target, whole=given.attention)
        else:
            arrays = _of_cnn(model, pixels, target)
        about = _about(model, framing, target, path.name, given.weights)
        into = given.out / f"{name}-{_plain(model.name)}.npz"
        into.parent.mkdir(parents=True, exist_ok=True)
        _write(into, {"logits": (said.cpu().numpy(), ("classes",), "logit"), **arrays}, about)
    except (VitvizError, OSError) as error:
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        _log.error("%s: %s", path, why)
        return 2
    _log.info("%s: %s", into, _first(model, said))
    return 0


def _size(side: int | None) -> tuple[int, int] | None:
    return None if side is None else (side, side)


def _target(said: Tensor, asked: int | None) -> int | None:
    """The class that is explained, None for a model without any."""
    if not len(said):
        return None
    if asked is not None and not 0 <= asked < len(said):
        rule = f"from 0 to {len(said) - 1}"
        raise ArgumentError("out_of_range", argument="target", rule=rule, got=asked)
    return top(said, 1)[0][0] if asked is None else asked


def _of_cnn(cnn: Cnn, pixels: Tensor, target: int | None) -> Arrays:
    if target is None:
        return {}
    return {"gradcam": (gradcam(cnn, pixels, target), ("rows", "cols"), _EVIDENCE)}


def _of_vit(vit: Vit, pixels: Tensor, target: int | None, *, whole: bool) -> Arrays:
    trace, grid = capture(vit, pixels), ("rows", "cols")
    found: Arrays = {}
    for number, layer in enumerate(trace.layers):
        if whole:
            weights = attention(layer).cpu().numpy()
            found[f"attention_{number}"] = weights, ("heads", "queries", "tokens"), _WEIGHT
        read = _read_of(trace, layer)
        if read is not None:
            found[f"read_{number}"] = _looked_at(layer, read), ("heads", *grid), _WEIGHT
    if undefined_rollout(trace) is None:
        row = to_grid(rollout(trace, "pooling"), trace.grid, trace.prefix)[0]
        found["rollout"] = row, grid, _WEIGHT
    if target is not None:
        found["gradcam"] = gradcam(vit, pixels, target), grid, _EVIDENCE
        if undefined_through(trace) is None:
            found["relevance"] = relevance(vit, pixels, target), grid, _EVIDENCE
            found["gradient_rollout"] = gradient_rollout(vit, pixels, target), grid, _EVIDENCE
    return found


def _read_of(trace: Trace, layer: Layer) -> Tensor | None:
    """How much the head reads of each of the layer's queries; None where it reads none of them."""
    count = layer.queries.shape[1]
    if layer.kind != "self":
        return trace.pooling.new_full((count,), 1 / count)
    same = layer.grid == trace.layers[-1].grid and count == len(trace.pooling)
    return trace.pooling if same else None


def _looked_at(layer: Layer, read: Tensor) -> ndarray:
    """Where those queries look in this layer, head by head."""
    rows = torch.cat([read[None].float() @ head for head in heads(layer)])
    return to_grid(rows, layer.looked, layer.prefix, layer.beyond)


def _about(
    model: Vit | Cnn, framing: Framing, target: int | None, photo: str, weights: str
) -> dict[str, Any]:
    labelled = target is not None and bool(model.labels)
    return {
        "photo": photo,
        "model": model.name,
        "weights": Path(weights).name,
        "target": target,
        "label": model.labels[target] if labelled and target is not None else None,
        "size": list(framing.size),
        "grid": list(framing.grid),
        "seen": list(framing.box),
        "versions": {"vitviz": __version__, "torch": torch.__version__},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _write(into: Path, arrays: Arrays, about: Mapping[str, object]) -> None:
    told = {
        name: {"axes": list(axes), "unit": unit, "shape": list(numbers.shape)}
        for name, (numbers, axes, unit) in arrays.items()
    }
    held = {name: numbers for name, (numbers, _, _) in arrays.items()}
    text = json.dumps({**about, "arrays": told}, ensure_ascii=False)
    np.savez_compressed(into, allow_pickle=False, about=np.array(text), **held)


def _first(model: Vit | Cnn, said: Tensor) -> str:
    named = [
        f"{model.labels[index] if model.labels else index} {share:.1%}"
        for index, share in (top(said, 3) if len(said) else ())
    ]
    return ", ".join(named) or "no classes"


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in name)
