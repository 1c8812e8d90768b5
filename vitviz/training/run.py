"""One run from nothing to its result, over as many sessions as it takes.

A run's folder holds run.json (what was asked), log.jsonl, the checkpoint, and at its end
weights.safetensors and result.json. Called again with the same folder it goes on, or gives the
result that is there. The same seed gives the same weights to the last bit wherever it was stopped,
on one kind of processor with one number of threads.
"""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from safetensors.torch import save
from torch import nn

from vitviz.errors import ArgumentError
from vitviz.training import checkpoint, journal
from vitviz.training.files import read_json, write_json, write_whole
from vitviz.training.learner import Learner, begun, learn, resumed
from vitviz.training.measure import accuracy
from vitviz.training.pictures import Pictures
from vitviz.training.recipe import Recipe
from vitviz.training.sampling import Order

EVERY = 120.0  # seconds between two checkpoints
Result = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Run:
    """What a run is: its pictures, its recipe and seed, and at which sizes it is measured.

    `about` says in words of JSON what else it is (arm, share); `measures` are the (size, filter)
    of the validation pictures, the first of which gives the curve.
    """

    folder: Path
    train: Pictures
    val: Pictures
    module: nn.Module
    recipe: Recipe
    seed: int
    about: dict[str, Any]
    measures: tuple[tuple[int, Image.Resampling], ...]

    def asked(self) -> dict[str, Any]:
        """Return what decides the result, as JSON: a folder is of one of these alone."""
        sizes = [[size, method.name.lower()] for size, method in self.measures]
        told = {"seed": self.seed, "pictures": len(self.train.labels), "measured": sizes}
        whole = self.about | told | {"recipe": self.recipe.told()}
        return json.loads(json.dumps(whole))


def finished(folder: Path) -> Result | None:
    """Return the result of the run in this folder, None while it has none."""
    return read_json(folder / "result.json")


def trained(
    run: Run,
    *,
    clock: Callable[[], float] = time.monotonic,
    after: Callable[[Learner], None] = lambda _: None,
) -> Result:
    """Train to the end and return the result. `after` is called after every step.

    Whatever ends it early (`after` may raise), the next call goes on from the last checkpoint.
    Raises ArgumentError where the folder is another run's.
    """
    found = finished(run.folder)
    if found is not None:
        _same(run, found["asked"])
        return found
    asked = read_json(run.folder / "run.json")
    if asked is None:
        write_json(run.folder / "run.json", run.asked())
    else:
        _same(run, asked)
    learner = _opened(run)
    _learn_all(run, learner, clock, after)
    return _ended(run, learner)


def _opened(run: Run) -> Learner:
    state = checkpoint.read(_checkpoint(run))
    if state is None:
        learner = begun(run.module, run.recipe, run.seed)
    else:
        learner = resumed(run.module, run.recipe, run.seed, state)
    journal.rewind(_log(run), learner.step)
    threads = torch.get_num_threads()
    _note(run, event="opened", step=learner.step, threads=threads, torch=torch.__version__)
    return learner


def _learn_all(
    run: Run, learner: Learner, clock: Callable[[], float], after: Callable[[Learner], None]
) -> None:
    recipe = run.recipe
    order = Order(run.train.labels, run.seed, recipe.balanced, recipe.draws)
    begin, saved, before = clock(), clock(), learner.seconds
    while learner.step < recipe.steps:
        chosen = order.batch(learner.step, recipe.batch)
        pictures = torch.from_numpy(run.train.pixels[chosen])
        learn(learner, pictures, torch.from_numpy(run.train.labels[chosen]))
        learner.seconds = before + clock() - begin
        if recipe.measured_after(learner.step - 1):
            _measure(run, learner)
        if clock() - saved >= EVERY or learner.step == recipe.steps:
            checkpoint.write(_checkpoint(run), learner.state())
            saved = clock()
        after(learner)


def _measure(run: Run, learner: Learner) -> None:
    """Add a point to the curve: the mean loss since the last one, and how often it is right."""
    since = learner.points[-1]["step"] if learner.points else 0
    size, method = run.measures[0]
    point = {
        "step": learner.step,
        "seen": learner.step * run.recipe.batch,
        "loss": round(learner.loss / (learner.step - since), 5),
        **_accuracy(run, learner, size, method),
    }
    learner.loss = 0.0
    learner.points.append(point)
    _note(run, event="point", seconds=round(learner.seconds, 1), **point)


def _accuracy(run: Run, learner: Learner, size: int, method: Image.Resampling) -> dict[str, float]:
    """Measure the weights that are kept; the module trains on with its own."""
    own = {name: tensor.clone() for name, tensor in learner.module.state_dict().items()}
    learner.module.load_state_dict(learner.weights())
    mean, std = run.recipe.mean, run.recipe.std
    measured = accuracy(learner.module.eval(), run.val, size, method, mean, std)
    learner.module.load_state_dict(own)
    learner.module.train()
    return {name: round(value, 5) for name, value in asdict(measured).items()}


def _ended(run: Run, learner: Learner) -> Result:
    weights = {name: tensor.contiguous() for name, tensor in learner.weights().items()}
    write_whole(run.folder / "weights.safetensors", lambda file: file.write(save(weights)))
    measured = [
        {"size": size, "filter": method.name.lower(), **_accuracy(run, learner, size, method)}
        for size, method in run.measures
    ]
    result = {
        "asked": run.asked(),
        "parameters": sum(each.numel() for each in run.module.parameters()),
        "measured": measured,
        "points": learner.points,
        "seconds": round(learner.seconds),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "ended": datetime.now(UTC).date().isoformat(),
    }
    write_json(run.folder / "result.json", result)
    _note(run, event="ended", step=learner.step)
    return result


def _note(run: Run, **record: object) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    journal.append(_log(run), {"at": now, **record})


def _log(run: Run) -> Path:
    return run.folder / "log.jsonl"


def _checkpoint(run: Run) -> Path:
    return run.folder / "checkpoint"


def _same(run: Run, asked: dict[str, Any]) -> None:
    if asked != run.asked():
        rule = "the run that this folder was begun for; another one needs another --out"
        raise ArgumentError("broken_invariant", argument="out", rule=rule, got=str(run.folder))
