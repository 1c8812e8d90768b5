"""The command line: `python -m vitviz --help`."""

import argparse
import logging
import sys
from collections.abc import Sequence

from vitviz.cli import coverage, lecture, maps, reach
from vitviz.errors import VitvizError

_log = logging.getLogger("vitviz")


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks; 2 where it cannot be done, with one sentence why."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    parser = argparse.ArgumentParser(prog="python -m vitviz", description=__doc__)
    commands = parser.add_subparsers(required=True)
    coverage.add(commands)
    lecture.add(commands)
    maps.add(commands)
    reach.add(commands)
    given = parser.parse_args(words)
    try:
        return given.command(given)
    except VitvizError as error:
        _log.error("%s", error)
        return 2


if __name__ == "__main__":
    sys.exit(main())
