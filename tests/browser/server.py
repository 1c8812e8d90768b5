"""A real server for the browser tests: `streamlit run`, on a free port, without the network."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

LEASH = Path(__file__).with_name("leash.py")
NOWHERE = "http://127.0.0.1:9"  # the discard port: what asks for the network is refused at once


@contextmanager
def serve(
    script: Path,
    home: Path,
    *,
    port: int = 0,
    patience: float = 120.0,
    settings: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Run `script` as a visitor's server, wait until it is warm, and yield its address.

    Args:
        script: the app, run in its own folder.
        home: an empty folder that stands for the user's home; the log lands there.
        port: where it listens; 0 for a free one.
        patience: seconds until a server that is not ready counts as broken.
        settings: environment variables of the server, named VITVIZ_*.

    Raises:
        RuntimeError: it ended or is not ready in time; with the end of its log.
    """
    port = port or free_port()
    log = home / "server.log"
    command = [sys.executable, str(LEASH), sys.executable, "-m", "streamlit", "run", str(script)]
    options = {"port": port, "address": "127.0.0.1", "headless": "true"}
    command += [f"--server.{name}={value}" for name, value in options.items()]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            command,
            cwd=script.parent,
            env=_environment(home) | dict(settings or {}),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            for path in ("/_stcore/health", "/readyz"):
                _wait(process, address + path, time.monotonic() + patience, log)
            yield address
        finally:
            process.communicate()  # closes its input, which ends the server


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _environment(home: Path) -> dict[str, str]:
    proxies = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    ours = ("STREAMLIT_", "VITVIZ_", "HF_", "XDG_")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return inherited | {
        "HOME": str(home),
        "HF_HUB_OFFLINE": "1",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "PYTHONUNBUFFERED": "1",
        "no_proxy": "127.0.0.1,localhost",
        **dict.fromkeys(proxies, NOWHERE),
    }


def _wait(process: subprocess.Popen, url: str, until: float, log: Path) -> None:
    while (status := _status(url)) != 200:
        if process.poll() is not None or time.monotonic() > until:
            progress = f"answers {status}" if process.poll() is None else "has ended"
            raise RuntimeError(f"{url} {progress}. Its log ends:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)


def _status(url: str) -> int | None:
    """The status that `url` answers with; None where nobody answers."""
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=10) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code
    except (OSError, HTTPException):
        return None
