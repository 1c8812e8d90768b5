"""A model's labels in the visitor's language, beside those in the other for the search.

A model may have thousands: a view is given the address of them all, and loads them once.
"""

import hashlib
from functools import cache
from urllib.parse import quote

from vitviz.app.compute.analyses import Analysis
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.vocabulary import Vocabulary
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


def shared_labels(_: Words, known: Vocabulary) -> tuple[str, ...]:
    """The labels that both models know, and 'something else' as the last one."""
    return known.labels_zh if _.language == "zh" else known.labels


def both_languages(_: Words, model: Vit | Cnn) -> dict[str, tuple[str, ...]]:
    """ "labels" of `model` in the visitor's language, "other" in the other one."""
    there = words("en" if _.language == "zh" else "zh")
    return {"labels": labels_of(_, model), "other": labels_of(there, model)}


def address(_: Words, analysis: Analysis) -> str:
    """Where the browser finds `both_languages` of the ViT; other labels have another address."""
    model = quote(analysis.spec.model, safe="")  # one of the hub has slashes
    return f"api/labels/{model}/{name(_, analysis.vit)}.json"


def name(_: Words, model: Vit | Cnn) -> str:
    """A name for the labels of `model` as this language's visitors are given them."""
    return f"{_.language}-{_digest(**both_languages(_, model))}"


@cache
def _digest(labels: tuple[str, ...], other: tuple[str, ...]) -> str:
    return hashlib.sha256(repr((labels, other)).encode()).hexdigest()[:16]
