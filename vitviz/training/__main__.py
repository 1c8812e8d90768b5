"""The command line: `python -m vitviz.training --help`.

Every command goes on where it was stopped, however that was: call it again as it was called.
"""

import argparse
import fcntl
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vitviz.errors import ArgumentError, VitvizError
from vitviz.training import finetune, hunger, publish
from vitviz.training.pictures import pictures_of
from vitviz.training.run import Result, trained

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
    return parser


def _hunger(given: argparse.Namespace) -> None:
    with _alone(given.out):
        pictures = pictures_of(given.data, given.out)
        how = hunger.recipe(given.seen)
        wanted = list(hunger.results(given.out))[: given.runs]
        left = [cell for cell, result in wanted if result is None]
        for cell in left:
            _log.info("%s begins", cell.name)
            _told(cell.name, trained(hunger.run_of(cell, pictures, given.out, how)))


def _finetune(given: argparse.Namespace) -> None:
    with _alone(given.out):
        pictures = pictures_of(given.data, given.out)
        run = finetune.run_of(pictures, given.out, finetune.recipe())
        _told(run.folder.name, trained(run))


def _publish(given: argparse.Namespace) -> None:
    for file in publish.published(given.out):
        _log.info("written: %s", file)


def _told(name: str, result: Result) -> None:
    for measured in result["measured"]:
        right = f"{measured['top1']:.2%}, top-5 {measured['top5']:.2%}"
        _log.info("%s ends at %d px: %s, %d s", name, measured["size"], right, result["seconds"])


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Let no second command work in the same folder; the system lets go at any end of this one."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            rule = "a folder in which no other command is at work"
            raise ArgumentError("broken_invariant", argument="out", rule=rule, got=str(out)) from (
                error
            )
        yield


if __name__ == "__main__":
    sys.exit(main())
