"""`python -m vitviz lecture`: the app for a room, on the local network, with a class's budgets."""

import argparse
import errno
import logging
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
_log = logging.getLogger("vitviz.lecture")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to those of the command line."""
    parser = commands.add_parser("lecture", help=__doc__, description=__doc__)
    parser.add_argument("--port", type=_port, default=8501, help="8501 by default")
    parser.add_argument("--address", default="0.0.0.0", help="all of this machine's by default")
    parser.set_defaults(command=_run)


def command(given: argparse.Namespace) -> list[str]:
    """The words that start the server."""
    streamlit = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    return [*streamlit, "--server.address", given.address, "--server.port", str(given.port)]


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The environment `own` with what makes it a lecture; what is set there already stands."""
    return {"VITVIZ_LECTURE": "1", **own}


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(f"a number from 1 to 65535, not {text}")
    return int(text)


def cannot_listen(address: str, port: int) -> str:
    """Why nobody can listen there, as a sentence; "" where one can."""
    try:
        family, *_, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"port {port} is taken, perhaps by a lecture that still runs; "
                f"another one: make lecture PORT={port + 1 if port < 65535 else port - 1}"
            )
        return f"nobody can listen at {address}, port {port}: {error.strerror or error}"
    return ""


def _run(given: argparse.Namespace) -> int:
    """Become the server, so that a signal reaches it. Returns only where it cannot be."""
    if not (ROOT / "app.py").is_file():
        _log.error("app.py is not beside this package: a lecture runs from a checkout of vitviz")
        return 1
    if reason := cannot_listen(given.address, given.port):
        _log.error(reason)
        return 1
    os.chdir(ROOT)  # where Streamlit's own configuration lies
    os.execve(sys.executable, command(given), environment(os.environ))
