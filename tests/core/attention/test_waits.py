"""What follows a trace through its layers looks at a number once, however many layers there are.

On an accelerator every look waits for all that was asked before.
"""

from collections import Counter

import pytest
from torch.utils._python_dispatch import TorchDispatchMode

from tests.core.families import noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.attention.rollout import rollout
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of_each


class Looks(TorchDispatchMode):
    """Counts the calls of torch whose answer the program must have before it goes on."""

    def __init__(self):
        super().__init__()
        self.calls = Counter()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.calls[func.overloadpacket.__name__] += 1
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
