"""What follows a trace through its layers looks at a number once, however many layers there are.

On an accelerator every look waits for all that was asked before: there nobody looks, and many heads
and layers are asked for together. Torch's device "meta" stands for one here: it has no numbers to
look at, and fails whoever tries.
"""

import copy
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention import per_head
from vitviz.core.attention import rollout as rollout_module
from vitviz.core.attention.capture import capture
from vitviz.core.attention.rollout import rollout, undefined_through
from vitviz.core.attribution import relevance
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of_each


class Looks(TorchDispatchMode):
    """Counts the calls of torch whose answer the program must have before it goes on."""

    def __init__(self):
        super().__init__()
        self.calls = Counter()
        self.operations = 0  # that are no mere views: what an accelerator is asked for

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.calls[func.overloadpacket.__name__] += 1
        self.operations += not func.is_view
        return func(*args, **(kwargs or {}))

    @property
    def count(self):
        return sum(self.calls[name] for name in ("nonzero", "_local_scalar_dense", "is_nonzero"))


@pytest.mark.parametrize("arguments", [{}, {"fusion": "max", "discard": 0.3}])
def test_a_rollout_looks_once(arguments):
    trace = capture(small("vit"), noise(small("vit")))
    with Looks() as looks:
        rollout(trace, [0], **arguments)
    assert looks.calls["softmax"] == sum(len(layer.keys) for layer in trace.layers)
    assert looks.count == 1


@pytest.mark.parametrize("make", [relevance_of_each, gradient_rollout_of])
def test_a_map_of_a_class_looks_once(make):
    found = gradients(small("vit"), noise(small("vit")), target=1)
    with Looks() as looks:
        make(found)
    assert looks.count == 1


META = torch.device("meta")


def on_meta(family):
    """The family's small model and its pixels, on a device that has no numbers."""
    vit = small(family)
    module = copy.deepcopy(vit.module).to(META)
    calls = tuple(call.on(META) for call in vit.calls)
    return replace(vit, module=module, device=META, calls=calls), noise(vit).to(META)


@pytest.fixture
def together(monkeypatch):
    """Heads and layers are computed together, as on an accelerator."""

    def ask():
        for module in (per_head, rollout_module):
            monkeypatch.setattr(module, "at_once", lambda _numbers, _device: 64)

    return ask


@pytest.mark.parametrize(
    "family", ["vit", "vit mean", "deit distilled", "relpos", "siglip", "swin"]
)
def test_on_an_accelerator_a_pass_and_a_rollout_look_at_nothing(family):
    vit, pixels = on_meta(family)
    trace = capture(vit, pixels)
    if undefined_through(trace) is None:
        assert rollout(trace, [0]).shape == (1, trace.layout.tokens)
        assert rollout(trace, "pooling").device.type == "meta"


def test_on_an_accelerator_relevance_looks_at_nothing_before_its_map_is_fetched(monkeypatch):
    vit, pixels = on_meta("vit")
    fetched = []

    def fetch(rows, grid, prefix):
        fetched.append(rows.shape)
        return np.zeros((len(rows), *grid))

    monkeypatch.setattr(relevance, "to_grid", fetch)
    relevance_of_each(gradients(vit, pixels, target=1))
    assert fetched == [(2, 16)]


@pytest.mark.parametrize("queries", [[0], None, "pooling"])
def test_on_an_accelerator_a_rollout_asks_for_little_more_than_an_operation_a_layer(queries):
    vit, pixels = on_meta("vit")
    trace = capture(vit, pixels)
    with Looks() as asked:
        rollout(trace, queries)
    assert asked.operations <= len(trace.layers) + 12


@pytest.mark.parametrize("rule", [{}, {"fusion": "max"}, {"fusion": "min", "discard": 0.3}])
@pytest.mark.parametrize("queries", [[0], None])
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_rollout_of_many_heads_together_is_that_of_one_after_another(
    together, family, queries, rule
):
    trace = capture(small(family), noise(small(family)))
    if undefined_through(trace):
        return
    alone = rollout(trace, queries, **rule)
    together()
    torch.testing.assert_close(rollout(trace, queries, **rule), alone)


@pytest.mark.parametrize("family", ["vit", "deit distilled", "siglip", "cait", "parallel blocks"])
@pytest.mark.parametrize("make", [relevance_of_each, gradient_rollout_of])
def test_a_map_of_a_class_of_many_heads_together_is_that_of_one_after_another(
    together, family, make
):
    found = gradients(small(family), noise(small(family)), target=1)
    if undefined_through(found.trace):
        return
    alone = make(found)
    together()
    torch.testing.assert_close(make(found), alone)
