"""Predictions on the page: each model's own top five, and both over the labels they share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from plotly.graph_objects import Figure

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.core.models.vocabulary import Comparison, Vocabulary
from vitviz.errors import VitvizError
from vitviz.figures import theme
from vitviz.figures.bars import Bar, predictions, shared
from vitviz.text import Words

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
_SHOWN = 5
Ranked = Sequence[tuple[int, float]]  # classes with their probabilities, the likeliest first


@dataclass(frozen=True)
class _Canvas:
    """What every figure of this run depends on."""

    words: Words
    analysis: Analysis
    theme: str

    def show(self, title: str, kind: str, make: Callable[[], tuple[Figure, Sequence[Bar]]]) -> None:
        """Draws a figure under its title, its bars in words for those who cannot see it."""

        def made() -> tuple[Figure, str]:
            figure, bars = make()
            return figure, "; ".join(f"{bar.label} {bar.text}" for bar in bars)

        st.markdown(f"**{title}**")
        name = f"{self.analysis.key}/{self.words.language}/{self.theme}/{kind}"
        figure, said = analyses.figure(name, made)
        st.plotly_chart(figure, config=_CONFIG, key=f"bars-{kind}", alt=f"{title}: {said}")


def painted(analysis: Analysis) -> Analysis | None:
    """Whose predictions to draw: those of the look that the explorer has painted last.

    Plotly is 5 MB of JavaScript and a second of the browser's time: it must not come first.
    """
    key = st.session_state.get("painted")
    if key is None:
        return None
    try:
        return analyses.analysis_of(key)
    except (KeyError, VitvizError):  # painted by another process, or its photo is gone
        return analysis


def draw(_: Words, analysis: Analysis) -> None:
    """Draws the three figures, the photo's predictions in words beside each."""
    if analysis.spec.weights == "random":
        st.caption(_("This model is untrained: its labels are chance."))
    both, (own_top, other_top) = analysis.compared, analysis.ranked
    if both and both.unfamiliar:
        text = _("Probably none of the {count} things this ViT knows: the CNN gives them {share}.")
        st.markdown(text.format(count=analyses.vocabulary().other, share=_.percent(both.known)))
    canvas = _Canvas(_, analysis, str(st.context.theme.type))
    colours = theme.palette(canvas.theme)
    own, other = st.columns(2, gap="medium")
    chinese = _.language == "zh"
    with own:
        labels = analysis.vit.labels_zh if chinese else analysis.vit.labels
        _top(canvas, own_top, labels, colours.vit, _("ViT"))
        st.caption(_("{count} everyday labels of its own").format(count=len(labels)))
    with other:
        labels = analysis.cnn.labels_zh if chinese else analysis.cnn.labels
        _top(canvas, other_top, labels, colours.cnn, _("CNN"))
        st.caption(_("{count} ImageNet labels of its own").format(count=_.number(len(labels))))
    if both:
        _shared(canvas, both, (colours.vit, colours.cnn))


def summary(_: Words, analysis: Analysis) -> list[dict[str, str]]:
    """The likeliest class of each model, for the line under the photo: "ViT: coffee 92%"."""
    chinese = _.language == "zh"
    found = []
    own, other = analysis.ranked
    for kind, name, ranked, model in (
        ("vit", _("ViT"), own, analysis.vit),
        ("cnn", _("CNN"), other, analysis.cnn),
    ):
        index, share = ranked[0]
        label = (model.labels_zh if chinese else model.labels)[index]
        said = _("{model}: {label} {share}")
        text = said.format(model=name, label=label, share=_.percent(share))
        found.append({"model": kind, "said": text})
    return found


def _top(canvas: _Canvas, ranked: Ranked, labels: Sequence[str], colour: str, name: str) -> None:
    def make() -> tuple[Figure, Sequence[Bar]]:
        bars = _bars(canvas.words, ranked, labels)
        return predictions(bars, colour, name), bars

    canvas.show(name, name, make)


def _bars(_: Words, ranked: Ranked, labels: Sequence[str]) -> list[Bar]:
    return [Bar(labels[index], share, _.percent(share)) for index, share in ranked]


def _shared(canvas: _Canvas, both: Comparison, colours: tuple[str, str]) -> None:
    _, vocabulary = canvas.words, analyses.vocabulary()

    def make() -> tuple[Figure, Sequence[Bar]]:
        labels = vocabulary.labels_zh if _.language == "zh" else vocabulary.labels
        shown = _likeliest(both, vocabulary)
        ours, theirs = (
            _bars(_, [(index, float(shares[index])) for index in shown], labels)
            for shares in (both.vit, both.cnn)
        )
        # The ViT has no such answer: 0 % would sound like an opinion.
        ours[-1] = replace(ours[-1], text=_("cannot say"))
        return shared(ours, theirs, colours, (_("ViT"), _("CNN"))), ours

    canvas.show(_("Over the labels that both know"), "shared", make)
    text = _(
        "The CNN's share of a label is the sum over the ImageNet classes that mean it; "
        "{share} is on the {count} shared labels."
    )
    st.caption(text.format(share=_.percent(both.known), count=vocabulary.other))


def _likeliest(both: Comparison, vocabulary: Vocabulary) -> list[int]:
    """The labels that either model finds likely, likeliest first; 'something else' is the last."""
    either = [max(pair) for pair in zip(both.vit, both.cnn, strict=True)]
    order = sorted(range(vocabulary.other), key=lambda index: -either[index])[: _SHOWN - 1]
    return [*order, vocabulary.other]
