"""Predictions: each model's own likeliest labels, and both over the labels they share."""

from collections.abc import Sequence

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.caveats import caveat
from vitviz.app.pages.cnn_scale import scale_note
from vitviz.app.pages.labels import labels_of, shared_labels
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.sharing import is_everyday
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
    """What the view of predictions shows: {"notes", "scale", "own", "shared"}.

    A note is {"text", "quiet"}, "scale" as in cnn_scale.py. Of each model with a head, "own" is
    {"model", "kind" and "count" of its labels, "rows"}; "shared" is {"rows", "known", "vit_known",
    "count"}, or None where the two models share no labels; both shares are None where neither has
    others, and nothing else to say. A row is {"label", "shares": probabilities in [0, 1], None for
    no answer}.
    """
    vit, cnn = analysis.ranked
    models = ("vit", analysis.vit, vit), ("cnn", analysis.cnn, cnn)
    return {
        "notes": _notes(_, analysis),
        "scale": scale_note(_, analysis),
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
        "shared": _shared(_, analysis.compared, analysis.shared)
        if analysis.compared and analysis.shared
        else None,
    }


def _kind(model: Vit | Cnn) -> str:
    """Which labels a model has: "everyday", "imagenet" or others of its "own"."""
    if is_everyday(model.labels):
        return "everyday"
    return "imagenet" if model.synsets else "own"


def _notes(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    notes, vit = [], analysis.vit
    reason = "" if vit.labels else "no_labels" if vit.has_head else "no_head"
    if reason:
        text = sentence(_, ModelError(reason, name=vit.name))
        notes.append({"text": text, "quiet": True})
    if vit.has_head and analysis.cnn.has_head and not analysis.shared:
        text = _("The two models share no label: each speaks in its own.")
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
    labels, other = shared_labels(_, vocabulary), vocabulary.other
    beyond = any(vocabulary.sayable)
    rows = [
        _row(labels[i], *(float(said[i]) for said in (both.vit, both.cnn)))
        for i in _either(both, vocabulary)[: _SHOWN - beyond]
    ]
    if beyond:
        # A model without such an answer has none: 0 % would sound like an opinion.
        said = zip((both.vit, both.cnn), vocabulary.sayable, strict=True)
        rows.append(_row(labels[other], *(float(one[other]) if can else None for one, can in said)))
    shares = {"known": both.known, "vit_known": both.vit_known}
    known = {name: float(f"{one:.6g}") if beyond else None for name, one in shares.items()}
    return {"rows": rows, **known, "count": other}


def _either(both: Comparison, vocabulary: Vocabulary) -> list[int]:
    """The labels that either model finds likely, likeliest first, without 'something else'."""
    either = [max(pair) for pair in zip(both.vit, both.cnn, strict=True)]
    return sorted(range(vocabulary.other), key=lambda index: -either[index])
