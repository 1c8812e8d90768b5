"""`python -m vitviz lecture`: the app for a room, on the local network, with a class's budgets."""

import argparse
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_log = logging.getLogger("vitviz.lecture")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("lecture", help=__doc__, description=__doc__)
    parser.add_argument("--port", type=int, default=8501, help="8501 by default")
    parser.add_argument("--address", default="0.0.0.0", help="all of this machine's by default")
    parser.set_defaults(command=_run)


def command(given: argparse.Namespace) -> list[str]:
    """The words that start the server."""
    streamlit = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    return [*streamlit, "--server.address", given.address, "--server.port", str(given.port)]


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The environment `own` with what makes it a lecture; what is set there already stands."""
    return {"VITVIZ_LECTURE": "1", **own}


def _run(given: argparse.Namespace) -> int:
    """Become the server, so that a signal reaches it. Returns only where there is no app to run."""
    if not (ROOT / "app.py").is_file():
        _log.error("app.py is not beside this package: a lecture runs from a checkout of vitviz")
        return 1
    os.chdir(ROOT)  # where Streamlit's own configuration lies
    os.execve(sys.executable, command(given), environment(os.environ))
