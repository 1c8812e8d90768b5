"""The Python of Inside for a model with several grids, run as it is given."""

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked, ran, small_one
from vitviz.core.models.token_layout import same_place

PATCH = 87  # of 8 x 16


@pytest.fixture
def swin(monkeypatch):
    return small_one(monkeypatch, "swin")


@pytest.mark.parametrize("what", ["stages", "stage_lens"])
def test_the_lines_make_every_array_of_the_archive(swin, what):
    _, arrays = asked(swin, what)
    made = ran(swin, what)["arrays"]
    assert list(made) == list(arrays)
    for name, known in arrays.items():
        own = np.asarray(made[name]).astype(np.float64)
        np.testing.assert_allclose(own, known.astype(np.float64), atol=1e-3, rtol=1e-5)


@pytest.mark.parametrize(("depth", "block", "grid"), [("1", 0, (8, 16)), ("3", 2, (4, 8))])
def test_the_lines_make_the_maps_of_the_depth_and_the_patch_that_are_shown(
    swin, depth, block, grid
):
    made = ran(swin, "stages", depth=depth, query=str(PATCH))
    _, arrays = asked(swin, "stages")
    unit, norms = arrays[f"unit_{block}"].astype(np.float32), arrays[f"norms_{block}"]
    cosines = unit @ unit[same_place(PATCH, (8, 16), grid)]
    assert tuple(made["alike"].shape) == tuple(made["longer"].shape) == grid
    assert np.abs(cosines - made["alike"].flatten().numpy()).max() < 1e-3
    against = norms / np.median(norms) - 1
    np.testing.assert_allclose(made["longer"].flatten(), against, atol=1e-5)


def test_without_a_patch_the_middle_one_asks(swin):
    made = ran(swin, "stages", query="p0")
    block = made["blocks"][-1]
    known = block.similarity(4 * 16 + 8, of=(8, 16))
    assert torch.equal(made["alike"].flatten(), known)


@pytest.mark.parametrize(("depth", "at"), [("1", 0), ("3", 0), ("4", 1)])
def test_the_lines_of_components_read_the_block_that_the_address_counts_over_the_model(
    swin, depth, at
):
    header, arrays = asked(swin, "components", depth=depth)
    assert header["depth"] == 3 + at
    made = ran(swin, "components", depth=depth)
    assert torch.equal(made["tokens"], made["vitviz"].patch_tokens(made["vit"], made["pixels"], at))
    np.testing.assert_allclose(made["arrays"]["scores"], arrays["scores"], atol=1e-4)
