import dataclasses
import re

import numpy as np
import pytest

from tests.app.pages.shown import analysis, beside_its_like, shown
from vitviz.app.pages import explain, explore
from vitviz.app.pages.caveats import about, caveat, differs
from vitviz.core.assets import MODELS, bundled_models, read_card, read_labels
from vitviz.core.models.load import load
from vitviz.core.models.vocabulary import Comparison
from vitviz.text import words

LANGUAGES = ("en", "zh")


def said_of(vit, cnn, language="en"):
    """The caveat of a photo with these shares of labels by index; the rest is something else."""
    shares = {"vit": np.zeros(63), "cnn": np.zeros(63)}
    for name, given in (("vit", vit), ("cnn", cnn)):
        for label, share in given.items():
            shares[name][label] = share
    shares["cnn"][62] = 1 - shares["cnn"].sum()
    found = dataclasses.replace(analysis("koala"))
    vars(found)["compared"] = Comparison(**shares)
    return caveat(words(language), found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_both_name_the_same_thing_nothing_is_said(language):
    assert said_of({1: 1.0}, {1: 0.6, 2: 0.4}, language) == ""


def test_where_the_cnn_is_sure_of_another_thing_the_vit_is_said_to_have_no_label_for_it():
    said = said_of({2: 1.0}, {2: 0.1})  # of a photo whose class the CNN itself is sure of
    assert "none of the 62 things" in said
    assert "1000" in said
    assert "10%" in said


def test_where_the_cnn_is_sure_of_nothing_neither_is_said_to_know_it():
    assert caveat(words("en"), analysis("astronaut")).startswith("Neither model seems to know this")


@pytest.mark.parametrize(("language", "names"), [("en", ("dog", "bear")), ("zh", ("狗", "熊"))])
def test_where_they_name_two_things_that_both_know_both_are_told(language, names):
    said = said_of({1: 1.0}, {3: 0.9}, language)
    assert all(name in said for name in names)


@pytest.mark.parametrize("page", [explore, explain])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_caveat_stands_beside_the_predictions_of_the_page(page, language):
    panel = shown(page, language, photo="astronaut")[0]
    beside = panel.data if page is explore else panel.data["classes"]
    assert beside["caveat"] == caveat(words(language), analysis("astronaut"))
    assert beside["about"] == about(words(language), analysis("astronaut"))
    assert beside["caveat"]


def test_the_labels_of_an_untrained_model_are_called_chance_and_it_is_not_said_to_be_trained():
    found = analysis(weights="random")
    assert "untrained" in caveat(words("en"), found)
    assert "learned" not in about(words("en"), found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_two_models_are_is_what_their_cards_say(language):
    said = about(words(language), analysis())
    for name in ("everyday-vit-s14", "efficientnet-lite0"):
        assert read_card(name)["about"][language] in said


@pytest.mark.parametrize("name", bundled_models())
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_counts_its_labels_and_parameters_as_they_are(name, language):
    card = read_card(name)
    said = card["about"][language]
    parameters = sum(p.numel() for p in load(name, device="cpu").module.parameters())
    unit = {"en": 1e6, "zh": 1e4}[language]
    figure = float(re.search(r"([\d.]+) ?(?:million|万)", said)[1])
    assert figure == pytest.approx(parameters / unit, rel=0.02)
    labels = len(read_labels(MODELS / name / card["labels"]).en)
    assert re.search(rf"\b{labels:,}\b", said, re.ASCII)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_pair_differs_in_is_what_the_cnns_card_says_of_it(language):
    card = read_card("efficientnet-lite0")
    assert (
        differs(words(language), analysis()) == card["beside"]["everyday-vit-s14"][language] != ""
    )


def test_of_a_pair_that_no_card_knows_nothing_is_claimed(monkeypatch):
    assert differs(words("en"), beside_its_like(monkeypatch)) == ""
    assert differs(words("en"), analysis(weights="random")) == ""


def test_a_cnn_that_can_name_nothing_else_finds_nothing_unfamiliar(monkeypatch):
    said = caveat(words("en"), beside_its_like(monkeypatch))
    assert "disagree" in said or said == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_an_untrained_cnn_both_sentences_say_so(language):
    found, _ = analysis(cnn_weights="random"), words(language)
    untrained = {"en": "untrained", "zh": "未"}[language]
    assert untrained in caveat(_, found)
    assert untrained in about(_, found).partition("CNN")[2]


def test_a_doubt_whether_it_is_any_shared_label_is_no_disagreement():
    found = dataclasses.replace(analysis("koala"))
    vars(found)["compared"] = Comparison(np.array([0.3, 0.1, 0.6]), np.array([0.2, 0.8, 0.0]))
    assert caveat(words("en"), found) == ""
