"""Pages as their functions make them: no server, no session, no browser."""

import dataclasses

from vitviz.app.compute import analyses, models
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.load import load, logits
from vitviz.text import words


def analysis(photo="koala", weights="published", rows=0, **fields):
    """The analysis of a bundled photo."""
    state = ViewState(photo=photo, weights=weights, rows=rows, **fields)
    return analyses.analysis(analyses.AnalysisSpec.of(state))


def beside_its_like(monkeypatch):
    """The analysis of the koala with a CNN of the ViT's own 62 classes beside it, of chance."""
    found = analysis()
    names = {"labels": found.vit.labels, "arguments": {"num_classes": 62}}
    tiny = load("test_efficientnet", weights="random", device="cpu", **names)
    cnn = dataclasses.replace(tiny, labels_zh=found.vit.labels_zh, size=found.cnn.size)
    monkeypatch.setattr(models, "cnn", lambda *_: cnn)
    said = logits(cnn, analyses.cnn_pixels(found)[0])
    return dataclasses.replace(found, key="beside its like", cnn_logits=said)


def shown(page, language="en", **fields):
    """The panels of the module `page` for a state with these fields."""
    state = ViewState(**({"photo": "koala"} | fields))
    found = analyses.analysis(analyses.AnalysisSpec.of(state))
    return page.panels(state, found, words(language))
