"""What a step says of the photo, against timm's own pass and plain loops."""

import re

import numpy as np
import pytest
import torch

from vitviz.app.compute import analyses
from vitviz.app.endpoints import lesson
from vitviz.app.endpoints.lesson import ENDPOINTS, finding
from vitviz.app.state.lesson import LESSON
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.trace import attention
from vitviz.core.data_hunger import data_hunger
from vitviz.core.positions.embedding import table
from vitviz.errors import ArgumentError
from vitviz.text import words
from vitviz.web.bundle import unpack
from vitviz.web.words_lesson_formulas import formulas

ASKING = [step for step in LESSON if step.asks]


@pytest.fixture(scope="module")
def koala():
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0)
    return analyses.analysis(spec)


def found(analysis, step, **fields):
    return finding(analysis, step, ViewState(**fields))


@pytest.mark.parametrize("step", ASKING, ids=lambda step: step.name)
def test_what_the_photo_showed_is_among_the_choices(koala, step):
    right = found(koala, step.name)["right"]
    assert right in step.choices or (not step.choices and right.isdecimal())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_a_formula_is_found(koala, language):
    said = formulas(words(language))
    told = {name.removeprefix("with_"): text for name, text in said.items() if "with_" in name}
    assert len(told) == 13
    for step, text in told.items():
        assert set(re.findall(r"{(\w+)}", text)) <= found(koala, step).keys(), step


def test_the_numbers_of_formulas_are_those_of_the_modules(koala):
    module = koala.vit.module
    classes, width = module.head.weight.shape
    places = module.pos_embed.shape[2]
    assert (found(koala, "label")["classes"], found(koala, "label")["width"]) == (classes, width)
    assert found(koala, "positions")["width"] == found(koala, "residual")["width"] == places
    for step in ("order", "class_token", "explanation"):
        assert found(koala, step)["tokens"] == 1 + 224 // 14 * 224 // 14
    assert found(koala, "heads")["patches"] == 256


def test_a_step_that_asks_nothing_has_no_finding():
    with pytest.raises(ArgumentError, match="step"):
        ENDPOINTS["lesson"].read({"step": "summary"})


def test_the_label_is_the_models_own(koala):
    with torch.no_grad():
        shares = koala.vit.module(analyses.pixels(koala)).softmax(-1)[0]
    facts = found(koala, "photo")
    assert facts["right"] == str(int(shares.argmax()))
    assert facts["share"] == pytest.approx(float(shares.max()), abs=1e-5)


def test_patches_and_numbers_are_those_of_the_convolution(koala):
    projection = koala.vit.module.patch_embed.proj
    with torch.no_grad():
        rows, cols = projection(analyses.pixels(koala)).shape[2:]
    patches, numbers = found(koala, "patches"), found(koala, "embedding")
    assert (patches["patches"], patches["tokens"]) == (rows * cols, rows * cols + 1)
    assert (numbers["numbers"], numbers["dim"]) == (projection.weight[0].numel(), 384)
    assert numbers["weights"] == projection.weight.numel()


def test_similarity_of_places_is_a_mean_over_pairs(koala):
    rows = table(koala.vit, (16, 16))[1:].detach().double().numpy()
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    near, line, far = [], [], []
    for i in range(256):
        for j in range(256):
            down, across = abs(i // 16 - j // 16), abs(i % 16 - j % 16)
            if down + across == 1:
                near.append(unit[i] @ unit[j])
            elif min(down, across) == 0 and down + across >= 4:
                line.append(unit[i] @ unit[j])
            elif min(down, across) >= 4:
                far.append(unit[i] @ unit[j])
    facts = found(koala, "positions")
    for name, values in (("near", near), ("line", line), ("far", far)):
        assert facts[name] == pytest.approx(np.mean(values), abs=2e-3), name


def test_a_filter_stands_beside_how_far_the_heads_look(koala):
    facts = found(koala, "heads")
    first = next(w for w in koala.cnn.module.state_dict().values() if w.dim() == 4)
    assert facts["filter_px"] == first.shape[-1] == 3
    assert facts["filter_px"] < facts["least_px"] <= facts["most_px"]


def test_the_pair_of_patches_is_the_heads_strongest(koala):
    facts = found(koala, "attention")
    weights = attention(koala.trace.layers[facts["layer"] - 1], range(1, 257))
    between = weights[facts["head"] - 1, :, 1:].clone().fill_diagonal_(0)
    assert facts["there_share"] == pytest.approx(float(between.max()), abs=1e-6)
    assert facts["back_share"] == pytest.approx(float(between[facts["key"], facts["query"]]))


def test_the_most_looked_at_patch_is_the_maps(koala):
    facts, arrays = unpack(ENDPOINTS["lesson"].make(koala, ViewState(), step="class_token"))
    last = attention(koala.trace.layers[-1], [0])[:, 0, 1:].mean(0)
    assert np.allclose(arrays["map"].ravel(), last.numpy(), atol=1e-6)
    assert facts["right"] == str(int(last.argmax()))


def test_from_when_on_the_label_stands_is_the_last_change(koala):
    facts = found(koala, "label")
    shares = unpack(_lens(koala))[1]["probabilities"]
    label = shares[-1].argmax()
    assert all(row.argmax() == label for row in shares[facts["since"] :])
    assert facts["since"] == 0 or shares[facts["since"] - 1].argmax() != label


def _lens(analysis):
    from vitviz.app.endpoints import inside

    return inside.ENDPOINTS["lens"].make(analysis, ViewState())


def test_shuffled_blocks_are_measured_at_the_visitors_setting(koala):
    for block in (28, 112):
        facts = found(koala, "shuffle", alter="shuffle", block=block)
        assert facts["block"] == block
        assert facts["vit_before_share"] == pytest.approx(found(koala, "photo")["share"], abs=0.01)
    assert found(koala, "shuffle", alter="grey")["block"] == 28


def test_what_was_found_is_found_again_under_the_settings_of_other_pages(koala, monkeypatch):
    known = found(koala, "attention")
    monkeypatch.setattr(lesson, "strongest", None)
    assert found(koala, "attention", alter="blur", target="3", seed=5) == known


def test_a_shift_by_nothing_changes_nothing(koala):
    facts = found(koala, "shift", alter="shift", right=0, down=0)
    assert facts["right"] == "alike"
    assert facts["vit_before_share"] == facts["vit_after_share"]


def test_twice_the_side_is_four_times_the_patches(koala):
    facts = found(koala, "cost")
    assert (facts["tokens"], facts["larger"]) == (257, 1025)
    assert facts["ratio"] == pytest.approx(1025**2 / 257**2)


def test_accuracies_are_means_over_the_seeds_of_the_study(koala):
    study, facts = data_hunger(), found(koala, "data")
    for arm in ("cnn", "vit"):
        runs = study.accuracy[study.arms.index(arm)]
        assert facts[f"{arm}_share"] == pytest.approx(np.nanmean(runs[0]))
        assert facts[f"{arm}_all_share"] == pytest.approx(np.nanmean(runs[-1]))
