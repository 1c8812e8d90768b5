"""A model's labels in the visitor's language, beside those in the other for the search."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import vocabulary
from vitviz.core.models.load import Cnn, Vit
from vitviz.text import Words, words


def labels_of(_: Words, model: Vit | Cnn) -> tuple[str, ...]:
    """The labels of `model` in the visitor's language, in English where it has no others.

    Numbers ("class 17") where it has classes without names; none where it has no classes.
    """
    if not model.has_head:
        return ()
    if not model.labels:
        count = getattr(model.module, "num_classes", 0)
        return tuple(_("class {number}").format(number=index) for index in range(count))
    return model.labels_zh if _.language == "zh" and model.labels_zh else model.labels


def shared_labels(_: Words) -> tuple[str, ...]:
    """The labels that both bundled models know, and 'something else' as the last one."""
    return vocabulary().labels_zh if _.language == "zh" else vocabulary().labels


def both_languages(_: Words, analysis: Analysis) -> dict[str, object]:
    """ "labels" of the ViT in the visitor's language, "other" in the other one."""
    there = words("en" if _.language == "zh" else "zh")
    vit = analysis.vit
    return {"labels": list(labels_of(_, vit)), "other": list(labels_of(there, vit))}
