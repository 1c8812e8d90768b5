"""The browser tests' server becomes ready, fails with its log, and never outlives its test run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.browser.server import serve

ROOT = Path(__file__).parents[2]
APP = """
import time
import streamlit as st
from starlette.responses import Response
from starlette.routing import Route
WARM = time.monotonic() + 0.5
async def ready(request):
    return Response(status_code=200 if time.monotonic() > WARM else 503)
app = st.App(__file__, routes=[Route("/readyz", ready)])
"""
RUN = """
import sys, time
from pathlib import Path
from tests.browser.server import serve
with serve(Path(sys.argv[1]), Path(sys.argv[2])) as address:
    print(address, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def app(tmp_path):
    script = tmp_path / "app.py"
    script.write_text(APP)
    return script


def status(url):
    with build_opener(ProxyHandler({})).open(url, timeout=5) as answer:
        return answer.status


def test_a_server_is_warm_when_it_is_handed_over_and_gone_afterwards(app, tmp_path):
    with serve(app, tmp_path) as address:
        assert status(f"{address}/readyz") == 200
    with pytest.raises(OSError, match="refused"):
        status(f"{address}/_stcore/health")


def test_a_server_that_ends_is_reported_with_its_log(tmp_path):
    with pytest.raises(RuntimeError, match="has ended"), serve(tmp_path / "none.py", tmp_path):
        pytest.fail("a server without a script was handed over")


def test_a_server_that_never_warms_up_is_reported(app, tmp_path):
    app.write_text(APP.replace("+ 0.5", "+ 1e9"))
    slow = serve(app, tmp_path, patience=3)
    with pytest.raises(RuntimeError, match="answers"), slow:
        pytest.fail("a server that is not ready was handed over")


def test_a_server_ends_when_its_test_run_is_killed(app, tmp_path):
    command = [sys.executable, "-c", RUN, str(app), str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as run:
        address = run.stdout.readline().strip()
        assert status(f"{address}/_stcore/health") == 200
        run.send_signal(signal.SIGKILL)
    assert ends(f"{address}/_stcore/health", within=10)


def ends(url, within):
    """Whether `url` stops answering within that many seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            status(url)
        except OSError:
            return True
        time.sleep(0.1)
    return False
