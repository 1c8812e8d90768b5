"""Predictions: each model's own likeliest labels, and both over the labels they share."""

from collections.abc import Sequence

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import shared_labels as shared_by
from vitviz.app.compute.models import vocabulary
from vitviz.app.pages.caveats import caveat
from vitviz.app.pages.labels import labels_of, shared_labels
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.vocabulary import Comparison, Vocabulary
from vitviz.errors import ModelError
from vitviz.text import Words
from vitviz.text.messages import sentence

_SHOWN = 5


def likeliest(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    """The likeliest class of each model that has one, for the line under the photo."""
    own, other = analysis.ranked
    pairs = (("vit", analysis.vit, own), ("cnn", analysis.cnn, other))
    return [
        {"model": kind, "label": _label(_, model, ranked[0][0]), "share": ranked[0][1]}
        for kind, model, ranked in pairs
        if ranked
    ]


def predictions(_: Words, analysis: Analysis) -> dict[str, object]:
    """What the view of predictions shows: {"notes", "own", "shared"}.

    A note is {"text", "quiet"}. Of each model with a head, "own" is {"model", "kind" and "count"
    of its labels, "rows"}; "shared" is {"rows", "known", "count"}, or None where the two models
    share no labels; "known" is None where they have the same, and nothing else to say. A row is
    {"label", "shares": probabilities in [0, 1], None for no answer}.
    """
    vit, cnn = analysis.ranked
    both, known = analysis.compared, shared_by(analysis.vit, analysis.cnn)
    models = (("vit", analysis.vit, vit), ("cnn", analysis.cnn, cnn))
    return {
        "notes": _notes(_, analysis),
        "own": [
            {
                "model": name,
                "kind": _kind(model),
                "count": len(labels_of(_, model)),
                "rows": _rows(_, model, ranked),
            }
            for name, model, ranked in models
            if ranked
        ],
        "shared": _shared(_, both, known) if both and known else None,
    }


def _kind(model: Vit | Cnn) -> str:
    """Whose labels a model has, as the view calls them."""
    known = vocabulary()
    named = {known.vit_labels: "everyday", known.cnn_labels: "imagenet"}
    return named.get(model.labels, "own")


def _notes(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    notes, vit = [], analysis.vit
    reason = "" if vit.labels else "no_labels" if vit.has_head else "no_head"
    if reason:
        text = sentence(_, ModelError(reason, name=vit.name))
        notes.append({"text": text, "quiet": True})
    if text := caveat(_, analysis):
        notes.append({"text": text, "quiet": False})
    return notes


def _row(label: str, *shares: float | None) -> dict[str, object]:
    rounded = [None if share is None else float(f"{share:.6g}") for share in shares]
    return {"label": label, "shares": rounded}


def _rows(
    _: Words, model: Vit | Cnn, ranked: Sequence[tuple[int, float]]
) -> list[dict[str, object]]:
    return [_row(_label(_, model, index), share) for index, share in ranked]


def _label(_: Words, model: Vit | Cnn, index: int) -> str:
    return labels_of(_, model)[index]


def _shared(_: Words, both: Comparison, vocabulary: Vocabulary) -> dict[str, object]:
    labels, other = shared_labels(_), vocabulary.other
    vit = {other: None}  # it has no such answer: 0 % would sound like an opinion
    rows = [
        _row(labels[i], vit.get(i, float(both.vit[i])), float(both.cnn[i]))
        for i in _either(both, vocabulary)
    ]
    share = float(f"{both.known:.6g}") if vocabulary.cnn_knows_other else None
    return {"rows": rows, "known": share, "count": other}


def _either(both: Comparison, vocabulary: Vocabulary) -> list[int]:
    """The labels that either finds likely, likeliest first, then 'something else' if it is said."""
    either = [max(pair) for pair in zip(both.vit, both.cnn, strict=True)]
    order = sorted(range(vocabulary.other), key=lambda index: -either[index])
    if not vocabulary.cnn_knows_other:
        return order[:_SHOWN]
    return [*order[: _SHOWN - 1], vocabulary.other]
