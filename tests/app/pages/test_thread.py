import json

import pytest

from tests.app.pages.shown import analysis
from vitviz.app.pages.thread import thread
from vitviz.text import words
from vitviz.web.words_thread import TERMS


def told(photo="koala", language="en", **fields):
    return thread(words(language), analysis(photo, **fields)).data


def test_the_thread_tells_the_bundled_model():
    data = told()
    assert (data["size"], data["trace"]["grid"], data["trace"]["patch"]) == (
        [224, 224], [16, 16], [14, 14]
    )  # fmt: skip
    assert (data["width"], data["layers"], data["heads"]) == (384, 12, [6, 6])
    assert data["parts"] == {"mlp": True, "layer_norm": True}
    assert (data["position"], data["reads"]) == ("added", "class token [CLS]")
    assert (data["label"]["label"], data["doubtful"]) == ("koala", False)


def test_another_size_has_other_patches():
    assert (told(rows=32)["size"], told(rows=32)["trace"]["grid"]) == ([448, 448], [32, 32])


def test_what_the_model_cannot_know_is_doubtful():
    assert told("astronaut")["doubtful"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_message_is_small(language):
    assert len(json.dumps(told(language=language), ensure_ascii=False).encode()) < 800


def test_the_term_of_what_is_read_is_among_those_that_the_thread_has():
    assert told()["read"] in TERMS
