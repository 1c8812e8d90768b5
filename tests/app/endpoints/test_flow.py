"""The picture's numbers against timm's own modules, run one by one, and the softmax by hand."""

import numpy as np
import pytest
import torch

from tests.app.families import analysis_in, open_all
from vitviz.app.compute import analyses
from vitviz.app.endpoints.flow import ENDPOINTS, NUMBERS, shown_tokens
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ModelError
from vitviz.web.bundle import unpack


def made(analysis):
    header, arrays = unpack(ENDPOINTS["flow"].make(analysis, ViewState()))
    return header, {name: array.astype(np.float32) for name, array in arrays.items()}


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


@pytest.fixture(scope="module")
def told(analysis):
    return made(analysis)


@pytest.fixture(scope="module")
def by_hand(analysis):
    """The embedding, and what enters, lies between, and leaves: timm's modules one by one."""
    module = analysis.vit.module
    with torch.no_grad():
        patches = module.patch_embed(analyses.pixels(analysis))
        stream = [module.norm_pre(module._pos_embed(patches))]
        first = module.blocks[0]
        middle = stream[0] + first.ls1(first.attn(first.norm1(stream[0])))
        for block in module.blocks:
            stream.append(block(stream[-1]))
    return patches.reshape(-1, 384), torch.cat(stream), middle[0]


def near(found, expected, tolerance=2e-3):
    off = np.abs(found - expected[..., :NUMBERS].numpy())
    return (off <= tolerance * (1 + np.abs(found))).all()


def test_the_vectors_of_patches_are_the_models_embedding(told, by_hand):
    header, arrays = told
    rows = [row for row, token in enumerate(header["tokens"]) if token > 0]
    places = [header["tokens"][row] - 1 for row in rows]
    assert near(arrays["vectors"][rows], by_hand[0][places])


def test_vector_and_position_are_what_enters_the_first_layer_the_class_token_too(told, by_hand):
    header, arrays = told
    added = arrays["vectors"] + arrays["positions"]
    assert near(added, by_hand[1][0][header["tokens"]])


def test_the_stream_is_what_leaves_every_block(told, by_hand):
    header, arrays = told
    assert near(arrays["stream"], by_hand[1][:, header["tokens"]])


def test_between_attention_and_mlp_of_the_first_layer(told, by_hand):
    header, arrays = told
    assert near(arrays["middle"], by_hand[2][header["tokens"]])


def test_what_is_read_is_the_class_token_after_the_last_layer(told):
    header, arrays = told
    assert np.array_equal(arrays["read"], arrays["stream"][-1, header["tokens"].index(0)])


def test_who_asks_looks_by_the_softmax_of_the_first_layer(analysis, told):
    header, arrays = told
    layer = analysis.trace.layers[0]
    exact = (layer.queries @ layer.keys.transpose(1, 2) * layer.scale).softmax(-1).mean(0)
    assert header["asking"] == [0, header["followed"]]
    assert np.abs(arrays["looks"] - exact[header["asking"]].numpy()).max() < 2e-4


def test_the_patch_that_is_followed_is_looked_at_most_in_the_last_layer(analysis, told):
    header, arrays = told
    last = analysis.trace.layers[-1]
    exact = (last.queries[:, :1] @ last.keys.transpose(1, 2) * last.scale).softmax(-1).mean(0)[0]
    assert header["followed"] == 1 + int(exact[1:].argmax())
    assert np.abs(arrays["attention"].ravel() - exact[1:].numpy()).max() < 1e-4


def test_it_is_small(analysis):
    assert len(ENDPOINTS["flow"].make(analysis, ViewState())) < 12_000


def test_the_most_important_tokens_come_first_and_none_twice():
    layout = TokenLayout(("class", "register"), (4, 5), (1.0, 0.0))
    assert shown_tokens(layout, 10) == [0, 2, 10, 21, 3, 4, 9, 11, 1, 5, 20]


def test_at_the_sequences_ends_there_is_no_neighbour():
    layout = TokenLayout((), (2, 2), ())
    assert shown_tokens(layout, 0) == [0, 3, 1, 2]


@pytest.fixture(scope="module")
def other():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        yield lambda name: made(analysis_in(name))


def test_without_a_class_token_the_patches_ask_and_their_mean_is_read(other):
    header, arrays = other("vit registers, mean")
    assert header["asking"] == [header["followed"]]
    means = arrays["stream"][-1][[token >= 4 for token in header["tokens"]]]
    assert np.abs(arrays["read"]).max() > 0
    assert means.shape[1] == len(arrays["read"])


def test_a_pool_has_no_one_vector_that_is_read(other):
    assert "read" not in other("siglip")[1]


def test_where_positions_are_not_added_there_are_none(other):
    header, arrays = other("rope")
    assert "positions" not in arrays
    assert np.abs(arrays["vectors"] - arrays["stream"][0]).max() < 2e-3, header


def test_behind_a_norm_the_class_tokens_own_vector_is_not_told(other):
    header, arrays = other("clip")
    unknown = np.isnan(arrays["vectors"]).all(axis=1)
    assert [
        token for token, not_told in zip(header["tokens"], unknown, strict=True) if not_told
    ] == [0]


def test_where_attention_is_not_seen_nobody_looks(other):
    header, arrays = other("cait")
    assert header["asking"] == []
    assert "looks" not in arrays
    assert "stream" not in arrays


def test_over_several_grids_there_is_no_flow(other):
    with pytest.raises(ModelError, match="not_one_whole_grid"):
        other("swin")
