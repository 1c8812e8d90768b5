"""All that pages ask for is the same from a GPU as from the CPU. Skipped where there is no GPU."""

from types import SimpleNamespace

import numpy as np
import pytest

from vitviz.core.device import preferred
from vitviz.explorer.bundle import unpack
from vitviz.ui import blobs, store
from vitviz.ui.answers import ANSWERS
from vitviz.ui.choice import Choice
from vitviz.ui.shelf import Shelf

GPU = preferred()
pytestmark = pytest.mark.skipif(GPU == "cpu", reason="this machine has no GPU")
CHOICE = Choice("", "koala", rows=8, target="3", off="3.all-5.1", forget=2, change="shuffle")
_models = {}  # by device, kept for the module: loading takes longest


@pytest.fixture
def look_on(monkeypatch):
    """A function that gives the look of CHOICE on a device, everything after it there too."""

    def look(device):
        models = _models.setdefault(device, Shelf(4, lambda _: 1))
        monkeypatch.setattr(store, "_models", models)
        monkeypatch.setattr(store, "_looks", Shelf(1 << 30, lambda look: look.trace.nbytes))
        monkeypatch.setattr(store, "_blobs", Shelf(1 << 28, len))
        monkeypatch.setattr(store, "settings", lambda: SimpleNamespace(device=device))
        return store.look(store.Recipe.of(CHOICE))

    return look


def made(answer, look):
    found = answer.make(look, CHOICE)
    while not isinstance(found, bytes):
        try:
            next(found)
        except StopIteration as end:
            found = end.value
    return unpack(found)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_the_same(look_on, name):
    wanted, arrays = made(ANSWERS[name], look_on("cpu"))
    look = look_on(GPU)
    assert look.trace.logits.device.type == GPU
    header, found = made(ANSWERS[name], look)
    assert header.keys() == wanted.keys()
    assert found.keys() == arrays.keys()
    for array, known in ((found[key], arrays[key]) for key in arrays):
        assert (array.dtype, array.shape) == (known.dtype, known.shape)
        one, other = (np.nan_to_num(each.astype(float)) for each in (array, known))
        scale = np.abs(other).max(initial=1e-9)
        exact = 2e-3 if array.dtype == np.float16 else 1e-3
        rounding = 1e-5  # what is 0 but for rounding is another 0 there: the invariants
        assert np.abs(one - other).max(initial=0) <= exact * scale + rounding


def test_the_explorers_blobs_are_made(look_on):
    look = look_on(GPU)
    assert blobs.layer_blob(look.key, 11)
    assert blobs.rollout_blob(look.key, "all", "mean", 0.5, 0.0)
    assert blobs.measures_blob(look.key)
