"""Predictions: each model's own likeliest labels, and both over the labels they share.

What is said here is data for bars, which the host draws.
"""

from collections.abc import Sequence

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.labels import labels_of
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.vocabulary import Comparison, Vocabulary
from vitviz.errors import ModelError
from vitviz.text import Words
from vitviz.text.messages import sentence

_SHOWN = 5
Rows = list[tuple[str, float, str]]  # label, probability in [0, 1], how the page writes it


def likeliest(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    """The likeliest class of each model that has one, for the line under the photo."""
    own, other = analysis.ranked
    pairs = (("vit", analysis.vit, own), ("cnn", analysis.cnn, other))
    return [
        {"model": kind, "label": _label(_, model, ranked[0][0]), "share": ranked[0][1]}
        for kind, model, ranked in pairs
        if ranked
    ]


def bars(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    """Rows of charts, each with notes before it: {"notes", "charts"}.

    A note is {"text", "quiet"}, a chart {"name", "title", "series": [{"model", "title", "rows"}],
    "caption"}.
    """
    notes, both, vit = [], analysis.compared, analysis.vit
    reason = "" if vit.labels else "no_labels" if vit.has_head else "no_head"
    if reason:
        text = sentence(_, ModelError(reason, name=vit.name))
        notes.append({"text": text, "quiet": True})
    if vit.has_head and analysis.spec.weights == "random":
        text = _("This model is untrained: its labels are chance.")
        notes.append({"text": text, "quiet": True})
    if both and both.unfamiliar:
        text = _("Probably none of the {count} things this ViT knows: the CNN gives them {share}.")
        count, share = analyses.vocabulary().other, _.percent(both.known)
        notes.append({"text": text.format(count=count, share=share), "quiet": False})
    own = _own(_, analysis)
    shared = [_shared(_, both, analyses.vocabulary())] if both else []
    return [{"notes": notes, "charts": own}, *({"notes": [], "charts": [one]} for one in shared)]


def _own(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    vit, cnn = analysis.ranked
    said = (
        ("vit", _("ViT"), analysis.vit, vit, _("{count} everyday labels of its own")),
        ("cnn", _("CNN"), analysis.cnn, cnn, _("{count} ImageNet labels of its own")),
    )
    return [
        {
            "name": kind,
            "title": title,
            "series": [{"model": kind, "title": title, "rows": _rows(_, model, ranked)}],
            "caption": caption.format(count=_.number(len(labels_of(_, model)))),
        }
        for kind, title, model, ranked, caption in said
        if ranked
    ]


def _rows(_: Words, model: Vit | Cnn, ranked: Sequence[tuple[int, float]]) -> Rows:
    return [(_label(_, model, index), share, _.percent(share)) for index, share in ranked]


def _label(_: Words, model: Vit | Cnn, index: int) -> str:
    return labels_of(_, model)[index]


def _shared(_: Words, both: Comparison, vocabulary: Vocabulary) -> dict[str, object]:
    labels = vocabulary.labels_zh if _.language == "zh" else vocabulary.labels
    shown = _either(both, vocabulary)
    series: list[dict[str, object]] = []
    for kind, title, shares in (("vit", _("ViT"), both.vit), ("cnn", _("CNN"), both.cnn)):
        rows = [(labels[i], float(shares[i]), _.percent(float(shares[i]))) for i in shown]
        series.append({"model": kind, "title": title, "rows": rows})
        if kind == "vit":  # it has no such answer: 0 % would sound like an opinion
            rows[-1] = (*rows[-1][:2], _("cannot say"))
    text = _(
        "The CNN's share of a label is the sum over the ImageNet classes that mean it; "
        "{share} is on the {count} shared labels."
    )
    caption = text.format(share=_.percent(both.known), count=vocabulary.other)
    title = _("Over the labels that both know")
    return {"name": "shared", "title": title, "series": series, "caption": caption}


def _either(both: Comparison, vocabulary: Vocabulary) -> list[int]:
    """The labels that either model finds likely, likeliest first; 'something else' is the last."""
    either = [max(pair) for pair in zip(both.vit, both.cnn, strict=True)]
    order = sorted(range(vocabulary.other), key=lambda index: -either[index])[: _SHOWN - 1]
    return [*order, vocabulary.other]
