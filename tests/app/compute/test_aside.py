"""Modules of Python's own stand for ours: they start at once."""

import json
import subprocess
import sys
import time

import pytest

from vitviz.app.compute import aside
from vitviz.app.compute.aside import lines_of
from vitviz.errors import VitvizError

FOREVER = "while True: pass"  # what timeit is asked to time


@pytest.fixture
def started(monkeypatch):
    """Every process that was started."""
    processes, own = [], subprocess.Popen

    def start(*given, **options):
        processes.append(own(*given, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return processes


def test_every_line_that_the_module_writes_is_given():
    lines = [line for line in lines_of("calendar", "2026") if line is not None]
    written = subprocess.run(
        [sys.executable, "-m", "calendar", "2026"], capture_output=True, text=True, check=True
    ).stdout
    assert lines == [line.rstrip() for line in written.splitlines()]


def test_a_process_that_fails_is_an_error():
    with pytest.raises(VitvizError, match="measurement"):
        list(lines_of("calendar", "no year"))


def test_a_process_that_takes_too_long_is_ended(started):
    with pytest.raises(VitvizError):
        list(lines_of("timeit", FOREVER, most=0.0))
    assert started[0].returncode is not None


def test_a_process_ends_with_whoever_waits_for_it(started):
    steps = lines_of("timeit", FOREVER)
    assert next(steps) is None
    assert started[0].poll() is None
    steps.close()
    assert started[0].returncode is not None


def test_two_never_run_at_once(started, monkeypatch):
    monkeypatch.setattr(aside, "TICK", 0.01)
    first, second = lines_of("timeit", FOREVER), lines_of("platform", "terse")
    next(first)
    assert [next(second) for _ in range(3)] == [None] * 3
    assert len(started) == 1
    first.close()
    assert [line for line in second if line is not None]
    assert len(started) == 2


def test_our_module_measures_and_ends_when_nobody_is_there_any_more():
    asked = {"model": "hunger-vit-002", "fused": False, "sizes": [[32, 32]]}
    lines = lines_of("vitviz.core.comparison.cost_process", json.dumps(asked))
    (found,) = [json.loads(line) for line in lines if line is not None]
    assert found["seconds"] > 0
    endless = {**asked, "sizes": [[32, 32]] * 5_000}
    process = subprocess.Popen(
        [sys.executable, "-m", "vitviz.core.comparison.cost_process", json.dumps(endless)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        try:
            process.stdout.readline()
            process.stdin.close()
            until = time.monotonic() + 30
            while process.poll() is None and time.monotonic() < until:
                process.stdout.read1()
            assert process.poll() == 1
        finally:
            process.kill()
