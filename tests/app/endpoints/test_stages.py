"""What Inside shows of models with several grids, against plain hooks on their own blocks."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.app.families import analysis_in, open_all
from vitviz.app.compute import analyses, inference_lock
from vitviz.app.endpoints import stages
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.stages import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.stage_stream import stage_stream
from vitviz.errors import ModelError
from vitviz.web.bundle import unpack

# name: what its blocks hand on, as tokens in reading order
LAID = {
    "swin": lambda made: made[0].flatten(0, 1),
    "maxvit": lambda made: made[0].flatten(1).T,
    "pit": lambda made: made[0, 1:],
    "pvt v2": lambda made: made[0],
}


@pytest.fixture(scope="module", autouse=True)
def every_model_opens():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        yield


def bundle(what, name):
    return unpack(ENDPOINTS[what].make(analysis_in(name), ViewState()))


def passed(name, blocks):
    """What each of these blocks makes in a plain pass of the shared module, and what it says."""
    found, made, hooks = analysis_in(name), {}, []
    for block in blocks:
        part = found.vit.module.get_submodule(block)
        hooks.append(part.register_forward_hook(lambda *given, n=block: made.update({n: given[2]})))
    with torch.no_grad():
        said = found.vit.module(analyses.pixels(found))[0]
    for hook in hooks:
        hook.remove()
    return made, said


@pytest.mark.parametrize("name", LAID)
def test_norms_and_cosines_are_those_of_plain_hooks_on_the_blocks(name):
    header, arrays = bundle("stages", name)
    made, _ = passed(name, header["names"])
    for index, block in enumerate(header["names"]):
        known = LAID[name](made[block])
        rows, cols = header["grids"][f"unit_{index}"]
        lengths = known.square().sum(-1).sqrt()
        np.testing.assert_allclose(arrays[f"norms_{index}"], lengths, rtol=1e-4)
        unit = arrays[f"unit_{index}"].astype(np.float32)
        directions = known.double() / lengths.double()[:, None]
        exact = directions @ directions.T
        assert unit.shape == (rows * cols, known.shape[1])
        assert np.abs(unit @ unit.T - exact.numpy()).max() < 1e-3


def test_what_a_block_adds_is_there_where_it_changes_neither_grid_nor_width():
    header, arrays = bundle("stages", "coatnet")
    known = stage_stream(analysis_in("coatnet").vit, analyses.pixels(analysis_in("coatnet")))
    added = {name for name in arrays if name.startswith("added")}
    assert added == {"added_1"}
    assert header["grids"]["added_1"] == list(known[1].grid)
    exact = (known[1].tokens - known[1].entered).norm(dim=-1) / known[1].entered.norm(dim=-1)
    np.testing.assert_allclose(arrays["added_1"], exact, rtol=1e-4)


def test_a_token_is_an_outlier_of_its_own_block():
    header, arrays = bundle("stages", "swin")
    for index in range(len(header["names"])):
        norms = arrays[f"norms_{index}"]
        middle = np.median(norms)
        spread = max(1.4826 * np.median(np.abs(norms - middle)), 1e-3 * middle)
        assert np.array_equal(arrays[f"sinks_{index}"], norms > middle + 6 * spread)


def test_an_exported_block_names_its_patches_on_its_own_grid():
    found, endpoint = analysis_in("swin"), ENDPOINTS["stages"]
    packed = archive(endpoint, endpoint.make(found, ViewState()), found, ViewState())
    with np.load(io.BytesIO(packed)) as held:
        told = json.loads(str(held["about"]))["arrays"]
    for index, last in ((0, "patch 128 (row 8, column 16)"), (2, "patch 32 (row 4, column 8)")):
        for array in ("norms", "sinks", "unit"):
            assert told[f"{array}_{index}"]["labels"]["patches"][-1] == last


@pytest.mark.parametrize(
    ("name", "blocks"), [("swin", [3, 4]), ("pit", [3]), ("tnt", [1, 2]), ("pvt v2", [4])]
)
def test_the_last_block_predicts_what_the_model_says(name, blocks):
    header, arrays = bundle("stage_lens", name)
    _, said = passed(name, [])
    assert header["blocks"] == blocks
    np.testing.assert_allclose(arrays["probabilities"][-1], said.softmax(-1), atol=1e-6)


def test_a_block_of_the_last_stage_is_read_by_the_models_own_norm_pool_and_head():
    header, arrays = bundle("stage_lens", "swin")
    made, _ = passed("swin", header["names"])
    module = analysis_in("swin").vit.module
    with torch.no_grad():
        for block, shares in zip(header["names"], arrays["probabilities"], strict=True):
            exact = module.head.fc(module.norm(made[block]).mean((1, 2)))[0].softmax(-1)
            np.testing.assert_allclose(shares, exact, atol=1e-6)


def test_a_patch_of_the_last_stage_alone_is_read_by_the_models_own_norm_and_head():
    header, arrays = bundle("stage_lens", "swin")
    made, _ = passed("swin", header["names"])
    module = analysis_in("swin").vit.module
    assert header["grids"] == {"patches": [4, 8]}
    with torch.no_grad():
        for block, each in zip(header["names"], arrays["patches"], strict=True):
            exact = module.head.fc(module.norm(made[block][0].flatten(0, 1))).softmax(-1)
            np.testing.assert_allclose(each.astype(np.float32), exact, atol=1e-3)


def test_without_a_token_for_each_patch_no_patch_is_read(monkeypatch):
    readings = stages.readings

    def unlaid(*given):
        yield from (replace(each, patches=None) for each in readings(*given))

    monkeypatch.setattr(stages, "readings", unlaid)
    header, arrays = bundle("stage_lens", "swin")
    assert list(arrays) == ["probabilities"]
    assert "grids" not in header


def test_patches_of_two_blocks_are_read_apart_so_that_others_come_in_between(monkeypatch):
    let_go = []

    class Lock:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            let_go.append(True)

    monkeypatch.setattr(inference_lock, "inference_lock", Lock())
    header, _ = bundle("stage_lens", "swin")
    assert len(let_go) == len(header["names"]) + 1  # and once at the end


def test_an_exported_lens_says_after_which_block_each_of_its_rows_is():
    found, endpoint = analysis_in("swin"), ENDPOINTS["stage_lens"]
    packed = archive(endpoint, endpoint.make(found, ViewState()), found, ViewState())
    with np.load(io.BytesIO(packed)) as held:
        told = json.loads(str(held["about"]))["arrays"]["probabilities"]
    assert told["labels"]["blocks"] == ["after block 3", "after block 4"]
    assert told["axes"] == ["blocks", "classes"]


def test_an_exported_patch_of_the_lens_is_named_on_the_last_grid():
    found, endpoint = analysis_in("swin"), ENDPOINTS["stage_lens"]
    packed = archive(endpoint, endpoint.make(found, ViewState()), found, ViewState())
    with np.load(io.BytesIO(packed)) as held:
        told = json.loads(str(held["about"]))["arrays"]["patches"]
    assert told["labels"]["patches"][-1] == "patch 32 (row 4, column 8)"


@pytest.mark.parametrize("name", ["pvt", "twins"])
def test_a_model_that_goes_on_behind_its_last_block_is_refused_by_the_true_reason(name):
    with pytest.raises(ModelError, match="more_than_head"):
        bundle("stage_lens", name)
