"""The command line: `python -m vitviz --help`."""

import argparse
import logging
import sys
from collections.abc import Sequence

from vitviz.cli import coverage, lecture


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks and return the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    parser = argparse.ArgumentParser(prog="python -m vitviz", description=__doc__)
    commands = parser.add_subparsers(required=True)
    coverage.add(commands)
    lecture.add(commands)
    given = parser.parse_args(words)
    return given.command(given)


if __name__ == "__main__":
    sys.exit(main())
