"""What a GPU computes is what the CPU computes. Skipped where there is no GPU."""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch

import vitviz
from tests.core.families import FAMILIES, noise, small
from vitviz.core import assets
from vitviz.core.attention import invariants
from vitviz.core.attention.measures import summary
from vitviz.core.evaluation import ablation, curves, weight_randomization
from vitviz.core.evaluation.perturbations import mean_colour
from vitviz.core.internals import logit_lens, residual_stream
from vitviz.core.models.device import compute_exactly, device_of, preferred
from vitviz.core.models.load import logits
from vitviz.core.models.predictions import divergence, top
from vitviz.core.positions import embedding as position_tables
from vitviz.core.positions import symmetries
from vitviz.core.steps import result_of
from vitviz.web.payload import rounded

GPU = preferred()
pytestmark = pytest.mark.skipif(GPU == "cpu", reason="this machine has no GPU")
PHOTOS = sorted(assets.PHOTOS.glob("*.jpg"))[:8]


@cache
def published(name, device):
    return vitviz.load(name, device=device)


def both(name="everyday-vit-s14"):
    return published(name, "cpu"), published(name, GPU)


def framed(model, path=PHOTOS[0], size=None):
    picture = vitviz.decode(path.read_bytes())
    return vitviz.frame(picture, model, size)[0] if size else vitviz.frame(picture, model)[0]


def moved(vit):
    """The same model on the GPU, computed there as by one that was loaded."""
    where = device_of(GPU)
    compute_exactly(where)
    return replace(vit, module=copy.deepcopy(vit.module).to(where), device=where)


def apart(found, wanted):
    """The largest difference, of tensors on any device or of arrays."""
    one, other = (torch.as_tensor(x).detach().cpu().double() for x in (found, wanted))
    return float((one - other).abs().max())


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_the_attention_and_rollout_that_the_cpu_gives(family):
    vit = small(family)
    pixels = noise(vit)
    want, got = vitviz.capture(vit, pixels), vitviz.capture(moved(vit), pixels.to(GPU))
    for mine, theirs in zip(got.layers, want.layers, strict=True):
        assert apart(vitviz.attention(mine), vitviz.attention(theirs)) < 2e-4
    assert apart(got.logits, want.logits) < 1e-3
    if not vit.unseen:
        assert apart(vitviz.rollout(got), vitviz.rollout(want)) < 1e-4


@pytest.mark.parametrize("size", [(224, 224), (448, 448)])
def test_the_bundled_model_says_and_sees_the_same(size):
    cpu, gpu = both()
    want = vitviz.capture(cpu, framed(cpu, size=size))
    got = vitviz.capture(gpu, framed(gpu, size=size))
    assert got.logits.device.type == GPU
    assert apart(got.logits, want.logits) < 1e-3
    assert top(got.logits)[0][0] == top(want.logits)[0][0]
    assert divergence(got.logits, want.logits) < 1e-6
    for mine, theirs in zip(got.layers, want.layers, strict=True):
        assert apart(vitviz.attention(mine, [0]), vitviz.attention(theirs, [0])) < 1e-4
    for fusion in ("mean", "max", "min"):
        rows = [vitviz.rollout(t, "pooling", fusion=fusion, discard=0.5) for t in (got, want)]
        assert apart(*rows) < 1e-4
    assert apart(summary(got).entropy, summary(want).entropy) < 1e-3


def test_the_cnn_says_the_same():
    cpu, gpu = both("efficientnet-lite0")
    assert apart(logits(gpu, framed(gpu)), logits(cpu, framed(cpu))) < 1e-3


def test_what_the_browser_gets_is_the_same_to_half_precision():
    cpu, gpu = both()
    traces = [vitviz.capture(vit, framed(vit)) for vit in (gpu, cpu)]
    for mine, theirs in zip(*(trace.layers for trace in traces), strict=True):
        found, wanted = (len(rounded(layer).bundle()) for layer in (mine, theirs))
        assert found == wanted
    assert apart(rounded(traces[0].layers[-1]).lse, rounded(traces[1].layers[-1]).lse) < 1e-3


@pytest.mark.parametrize("name", ["relevance", "gradient_rollout", "gradcam"])
def test_the_maps_of_a_class_are_the_same(name):
    for cpu, gpu in (both(), both("efficientnet-lite0"))[: 2 if name == "gradcam" else 1]:
        want, got = (getattr(vitviz, name)(m, framed(m), target=3) for m in (cpu, gpu))
        assert isinstance(got, np.ndarray)
        assert apart(got, want) < 2e-4 * np.abs(want).max()


def test_curves_ablation_and_weight_randomization_are_the_same():
    cpu, gpu = both()
    found = []
    for vit in (gpu, cpu):
        pixels = framed(vit, size=(112, 112))
        order = [torch.arange(64)]
        made = result_of(curves.curves(vit, pixels, 3, order, mean_colour(pixels), 5))
        off = ablation.ablated(vit, pixels, ablation.Off(layers=frozenset({3}))).logits
        effects = result_of(ablation.effects(vit, pixels))
        empty = vitviz.capture(weight_randomization.randomized(vit, 2), pixels).logits
        found.append((made.deletion[0].probability, off, effects.layers, effects.heads, empty))
    for mine, theirs in zip(*found, strict=True):
        assert apart(mine, theirs) < 2e-3


def test_what_must_hold_holds_there_too():
    _, gpu = both()
    checked = invariants.check(gpu, framed(gpu))
    assert checked.hold, checked.worst
    measured = symmetries.measure(gpu, framed(gpu), seed=0)
    assert max(measured.swap, measured.unplaced, measured.unchanged) < 1e-4


def test_the_stream_the_lens_and_the_positions_are_the_same():
    cpu, gpu = both()
    streams = [residual_stream.depth(vit, framed(vit)) for vit in (gpu, cpu)]
    assert apart(*(stream.tokens for stream in streams)) < 2e-3
    said = [logit_lens.lens(vit, stream) for vit, stream in zip((gpu, cpu), streams, strict=True)]
    assert apart(*said) < 2e-3
    tables = [position_tables.table(vit, (8, 8)) for vit in (gpu, cpu)]
    assert apart(*tables) < 1e-5


def test_eight_threads_with_eight_photos_give_the_serial_maps():
    _, gpu = both()
    pixels = [framed(gpu, path) for path in PHOTOS]

    def seen(one):
        return vitviz.capture(gpu, one).layers[-1].queries.cpu()

    alone = [seen(one) for one in pixels]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(seen, pixels))
    for mine, theirs in zip(together, alone, strict=True):
        assert apart(mine, theirs) < 1e-4
    for one, other in pairwise(alone):
        assert apart(one, other) > 0.1
