"""The command line: `python -m vitviz.training --help`.

Every command goes on where it was stopped, however that was: call it again as it was called. Called
several times at once, they share the runs.
"""

import argparse
import fcntl
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vitviz.errors import VitvizError
from vitviz.training import finetune, hunger, known, probe, publish
from vitviz.training.backbone import backbone
from vitviz.training.heap import keep_blocks
from vitviz.training.pictures import Split, pictures_of
from vitviz.training.run import Result, Run, finished, trained

_POLITE = 19  # others on this machine go first
_log = logging.getLogger("vitviz.training")


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks; 2 where it cannot be done, with one sentence why."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    given = _parser().parse_args(words)
    os.nice(_POLITE)
    try:
        given.command(given)
    except VitvizError as error:
        _log.error("%s", error)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vitviz.training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command, words in (
        ("hunger", _hunger, "train the small networks on shares of the pictures"),
        ("probe", _probe, "let a linear layer on the pretrained ViT learn shares of the pictures"),
        ("finetune-cnn", _finetune, "fine-tune the CNN baseline on the ViT's classes"),
        ("publish", _publish, "copy the curves and the chosen weights of finished runs to assets"),
    ):
        one = commands.add_parser(name, help=words, description=words)
        one.set_defaults(command=command)
        one.add_argument("--out", type=Path, required=True, help="the folder of the runs")
        if command is not _publish:
            one.add_argument("--data", type=Path, required=True, help="the folder of the pictures")
        if command is _hunger:
            one.add_argument("--runs", type=int, help="only so many, the first of the plan")
            one.add_argument("--seen", type=int, default=hunger.SEEN, help="pictures a run sees")
            one.add_argument("--again", action="store_true", help="also what is published already")
        if command is _probe:
            one.add_argument("--backbone", type=Path, required=True, help="vit_s_focus.onnx")
    return parser


def _hunger(given: argparse.Namespace) -> None:
    pictures = _pictures(given)
    how = hunger.recipe(given.seen)
    before = {} if given.again else known.published(how.told(), known.counts_of(pictures))
    asked = [cell for cell in hunger.plan() if cell not in known.by_cell(before)]
    for cell in asked[: given.runs]:
        _ended_by_us(hunger.run_of(cell, pictures, given.out, how))


def _probe(given: argparse.Namespace) -> None:
    pictures = _pictures(given)
    with _alone(given.out / "probe" / "lock", wait=True):
        found = probe.features(backbone(given.backbone), pictures, given.out)
        probe.runs(found, pictures, given.out)


def _finetune(given: argparse.Namespace) -> None:
    _ended_by_us(finetune.run_of(_pictures(given), given.out, finetune.recipe()))


def _publish(given: argparse.Namespace) -> None:
    for file in publish.published(given.out):
        _log.info("written: %s", file)


def _pictures(given: argparse.Namespace) -> Split:
    """The pictures; of two commands that begin at once one decodes them and the other waits."""
    with _alone(given.out / "lock", wait=True):
        return pictures_of(given.data, given.out)


def _ended_by_us(run: Run) -> None:
    """Train to the end, unless that is done or another command is at it: several share a list."""
    name = run.folder.name
    with _alone(run.folder / "lock") as alone:
        if not alone:
            _log.info("%s is another command's", name)
        elif (ended := finished(run.folder)) is None:
            _log.info("%s begins", name)
            keep_blocks()
            _told(name, trained(run))
        else:
            _told(name, ended)


def _told(name: str, result: Result) -> None:
    for measured in result["measured"]:
        right = f"{measured['top1']:.2%}, top-5 {measured['top5']:.2%}"
        _log.info("%s ended at %d px: %s, %d s", name, measured["size"], right, result["seconds"])


@contextmanager
def _alone(path: Path, *, wait: bool = False) -> Iterator[bool]:
    """Hold this lock, False where another command does; at any end the system lets go of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


if __name__ == "__main__":
    sys.exit(main())
