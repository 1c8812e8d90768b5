import numpy as np
import pytest
import torch

from vitviz.app.compute import analyses
from vitviz.app.endpoints.subject import (
    MARGIN,
    block_of,
    ground_of,
    levels_of,
    pair_of,
    perturbation_of,
    subject_of,
    targets_of,
)
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.handover import handed_on
from vitviz.core.perturbation.picture import pixels_of


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_ground_is_the_vits_picture_to_the_last_bit_and_what_the_cnn_says_of_it(analysis):
    ground, pixels = ground_of(analysis), analyses.pixels(analysis)
    assert torch.equal(pixels_of(ground.picture, analysis.vit), pixels)
    with torch.no_grad():
        said = analysis.cnn.module(handed_on(analysis.vit, analysis.cnn, pixels))[0]
    torch.testing.assert_close(ground.cnn, said, atol=1e-4, rtol=1e-4)


def test_levels_are_whole_numbers_of_a_picture(analysis):
    picture = ground_of(analysis).picture
    levels = levels_of(picture)
    assert (levels.dtype, levels.shape) == (np.uint8, (56, 56, 3))
    assert np.array_equal(levels / np.float32(255), picture[0].permute(1, 2, 0).numpy())


def test_a_subject_has_what_its_perturbation_asks_for_and_no_more(analysis):
    picture = ground_of(analysis).picture
    assert subject_of(analysis, ViewState(alter="grey"), picture).wide is None
    beside = subject_of(analysis, ViewState(alter="shift", beyond="photo"), picture)
    assert beside.wide.shape == (1, 3, 56 + 2 * MARGIN, 56 + 2 * MARGIN)
    for model in ("vit", "cnn"):
        found = subject_of(analysis, ViewState(alter="drop", first=f"{model}_most"), picture)
        assert {name: each.shape for name, each in found.maps.items()} == {model: (4, 4)}


def test_the_class_is_the_states_else_the_likeliest_and_the_cnn_has_those_that_mean_it(analysis):
    assert targets_of(analysis, ViewState(target="7")).vit == (7,)
    found = targets_of(analysis, ViewState())
    assert found.vit == (analysis.ranked[0][0][0],)
    koala = ViewState(target=str(analysis.vit.labels.index("koala")))
    means = targets_of(analysis, koala).cnn
    assert [analysis.cnn.labels[index] for index in means] == ["koala"]


def test_a_state_says_what_is_done_and_how_strongly(analysis):
    how = perturbation_of(analysis, ViewState(alter="occlude", side=0.3, cx=20, cy=80))
    assert (how.kind, how.amount, how.centre) == ("occlude", 0.3, (0.2, 0.8))
    shuffle = perturbation_of(analysis, ViewState(alter="shuffle", block=15, seed=4))
    assert (shuffle.amount, shuffle.seed) == (14, 4)


def test_the_nearest_block_that_divides_the_picture_is_taken(analysis):
    assert [block_of(analysis, ViewState(block=side)) for side in (1, 20, 22, 200)] == [
        14,
        14,
        28,
        28,
    ]


def test_the_pair_is_the_analyses_models(analysis):
    pair = pair_of(analysis)
    assert (pair.vit, pair.cnn) == (analysis.vit, analysis.cnn)
