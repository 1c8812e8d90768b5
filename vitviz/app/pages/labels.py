"""A model's labels in the visitor's language, beside those in the other for the search."""

from vitviz.app.compute.analyses import Analysis
from vitviz.core.models.load import Cnn, Vit
from vitviz.text import Words


def labels_of(_: Words, model: Vit | Cnn) -> tuple[str, ...]:
    """The labels of `model` in the visitor's language, in English where it has no others."""
    return model.labels_zh if _.language == "zh" and model.labels_zh else model.labels


def both_languages(_: Words, analysis: Analysis) -> dict[str, object]:
    """ "labels" of the ViT in the visitor's language, "other" in the other one."""
    english, chinese = analysis.vit.labels, analysis.vit.labels_zh or analysis.vit.labels
    here, there = (chinese, english) if _.language == "zh" else (english, chinese)
    return {"labels": list(here), "other": list(there)}
