from dataclasses import replace

import pytest
import torch

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention import invariants
from vitviz.core.attention.invariants import LIMITS, Invariants, check
from vitviz.core.attention.trace import attention
from vitviz.core.models.load import load


@pytest.mark.parametrize("family", FAMILIES)
def test_the_maps_of_every_family_hold(family):
    vit = small(family)
    found = check(vit, noise(vit))
    assert len(found.rows) == len(found.outputs) == len(vit.calls)
    assert found.hold, found


def test_the_maps_of_the_bundled_model_hold_with_room_to_spare():
    vit = load("everyday-vit-s14", device="cpu")
    found = check(vit, noise(vit))
    assert found.hold, found
    assert all(found.worst[name] < limit / 5 for name, limit in LIMITS.items()), found.worst


def broken(monkeypatch, family="vit", **fields):
    """What is measured when the second layer of every trace is told wrongly."""
    vit, captured = small(family), invariants.capture

    def told_wrongly(*args, **kwargs):
        trace = captured(*args, **kwargs)
        first, second = trace.layers
        change = {name: make(second) for name, make in fields.items()}
        return replace(trace, layers=(first, replace(second, **change)))

    monkeypatch.setattr(invariants, "capture", told_wrongly)
    return check(vit, noise(vit))


@pytest.mark.parametrize(
    ("family", "fields"),
    [
        ("vit", {"scale": lambda layer: layer.scale * 1.1}),
        ("vit", {"keys": lambda layer: layer.keys.roll(1, dims=0)}),
        ("vit", {"queries": lambda layer: layer.queries.roll(1, dims=1)}),
        ("beit", {"bias": lambda _: None}),
    ],
)
def test_a_layer_told_wrongly_is_seen_and_named(monkeypatch, family, fields):
    found = broken(monkeypatch, family, **fields)
    assert not found.hold
    assert found.outputs[0] < LIMITS["outputs"] < found.outputs[1]
    assert found.captured == 0
    assert found.worst["logits"] == found.logits > 0


def test_a_wrong_map_changes_what_the_model_says_on_our_maps(monkeypatch):
    found = broken(monkeypatch, keys=lambda layer: layer.keys.roll(3, dims=1))
    assert found.logits > LIMITS["logits"]


def test_rows_that_do_not_sum_to_1_are_seen(monkeypatch):
    monkeypatch.setattr(invariants, "attention", lambda layer: attention(layer) * 1.001)
    found = check(small("vit"), noise(small("vit")))
    assert found.worst["rows"] == pytest.approx(1e-3, rel=0.01)
    assert not found.hold


def test_a_capture_that_changes_the_prediction_is_seen(monkeypatch):
    vit, captured = small("vit"), invariants.capture

    def meddling(*args, **kwargs):
        trace = captured(*args, **kwargs)
        return replace(trace, logits=trace.logits + torch.eye(7)[2] * 0.01)

    monkeypatch.setattr(invariants, "capture", meddling)
    found = check(vit, noise(vit))
    assert found.captured == pytest.approx(0.01, rel=1e-3)
    assert not found.hold


@pytest.mark.parametrize(
    "found",
    [
        Invariants((float("nan"), 0.0), (0.0, 0.0), 0.0, 0.0, True),
        Invariants((0.0, 0.0), (0.0, 1e-3), 0.0, 0.0, True),
        Invariants((0.0,), (0.0,), float("nan"), 0.0, True),
        Invariants((0.0,), (0.0,), 0.0, 0.0, False),
    ],
)
def test_what_is_too_large_or_no_number_does_not_hold(found):
    assert not found.hold
    assert Invariants((1e-6,), (1e-5,), 0.0, 1e-5, True).hold
