"""Of the process the parts; tests/app/compute/test_aside.py starts one."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from vitviz.core.comparison import cost_process
from vitviz.core.comparison.cost_process import Cost, cost_of, measure
from vitviz.errors import ArgumentError

MODEL = "hunger-vit-002"
SIZES = [(32, 32), (48, 32)]
LINUX = Path("/proc/self/clear_refs").exists()
CLAIMED = 50_000_000  # bytes, beside twice as many that are held
CLAIMING = f"""
import torch
from vitviz.core.comparison.cost_process import cost_of
held = torch.ones({2 * CLAIMED} // 4)
print(cost_of(lambda: torch.ones({CLAIMED} // 4).sum()).peak)
"""


@pytest.mark.skipif(not LINUX, reason="only Linux tells a process's peak from a moment on")
def test_the_peak_is_what_was_claimed_beyond_what_is_held():
    """In a process of its own, as on the page: what another test lets go of is not counted."""
    words = [sys.executable, "-c", CLAIMING]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    # Memory that was freed before is taken first, so a little less may be new.
    assert 0.95 * CLAIMED < float(told.stdout) < 1.2 * CLAIMED


def test_where_the_system_does_not_tell_there_is_no_peak(monkeypatch):
    monkeypatch.setattr(cost_process, "_STATUS", Path("/nowhere"))
    monkeypatch.setattr(cost_process, "_RESET", Path("/nowhere/at/all"))
    found = cost_of(lambda: sum(range(10_000)))
    assert found.peak != found.peak


def test_the_middle_of_the_repetitions_counts_and_the_first_pass_does_not(monkeypatch):
    lasting = iter([100.0, 1.0, 2.0, 9.0, 3.0, 4.0])
    now = [0.0]

    def run():
        now[0] += next(lasting)

    monkeypatch.setattr(cost_process.time, "thread_time", lambda: now[0])
    found = cost_of(run)
    assert (found.seconds, found.repeats) == (3.0, 5)


def test_a_slow_pass_is_repeated_twice(monkeypatch):
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(cost_process.time, "perf_counter", lambda: next(clock))
    assert cost_of(lambda: sum(range(10_000))).repeats == 2


@pytest.mark.parametrize("fused", [True, False])
def test_a_model_runs_with_the_attention_that_was_asked_for(fused, monkeypatch):
    fused_calls = []
    own = torch.nn.functional.scaled_dot_product_attention

    def counted(*given, **options):
        fused_calls.append(given[0].shape)
        return own(*given, **options)

    def watch(_):  # from when the model is loaded, which watches the same function
        monkeypatch.setattr(torch.nn.functional, "scaled_dot_product_attention", counted)

    monkeypatch.setattr(cost_process, "_warmed", watch)
    found = list(measure(MODEL, fused, SIZES))
    assert len(found) == 2
    tokens = {shape[2] for shape in fused_calls}
    assert tokens == ({1 + 64, 1 + 96} if fused else set())


def test_a_cost_takes_time():
    with pytest.raises(ArgumentError):
        Cost(0.0, 1.0, 1)


def test_a_line_of_json_is_written_for_every_size(monkeypatch):
    written = io.StringIO()
    asked = {"model": MODEL, "fused": True, "sizes": SIZES}
    monkeypatch.setattr(cost_process, "_behave", lambda: None)
    monkeypatch.setattr(cost_process, "cost_of", lambda run: Cost(run().numel(), 1.0, 1))
    monkeypatch.setattr(sys, "argv", ["cost_process", json.dumps(asked)])
    monkeypatch.setattr(sys, "stdout", written)
    cost_process.main()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert lines == [{"seconds": 62, "peak": 1.0, "repeats": 1}] * 2


def test_a_model_that_is_made_for_one_size_is_loaded_anew_for_each(monkeypatch):
    loaded = []

    def load(model, **how):
        loaded.append(how.get("size"))
        return original(model, weights="random", device="cpu")

    original = cost_process.load
    monkeypatch.setattr(cost_process, "load", load)
    monkeypatch.setattr(cost_process, "cost_of", lambda run: tuple(run.args[0].shape[2:]))
    further = [{"size": size} for size in SIZES]
    assert list(measure(MODEL, True, SIZES, {}, further)) == SIZES == loaded
