"""Predictions on the page: each model's own top five, and both over the labels they share."""

from collections.abc import Sequence

import streamlit as st
from numpy import ndarray
from plotly.graph_objects import Figure

from vitviz.core.predictions import top
from vitviz.core.vocabulary import Comparison, Vocabulary, compare
from vitviz.figures import theme
from vitviz.figures.bars import Bar, predictions, shared
from vitviz.text import Words
from vitviz.ui import store
from vitviz.ui.store import Look

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
_SHOWN = 5


def draw(_: Words, look: Look) -> None:
    """Draws the three figures, the photo's predictions in words beside each."""
    colours = theme.palette(str(st.context.theme.type))
    own, other = st.columns(2, gap="medium")
    with own:
        labels = look.vit.labels_zh if _.language == "zh" else look.vit.labels
        bars = _bars(_, top(look.trace.logits, _SHOWN), labels)
        _figure(_("ViT"), predictions(bars, colours.vit, _("ViT")), bars, "vit")
        st.caption(_("{count} everyday labels of its own").format(count=len(labels)))
    with other:
        labels = look.cnn.labels_zh if _.language == "zh" else look.cnn.labels
        bars = _bars(_, top(look.cnn_logits, _SHOWN), labels)
        _figure(_("CNN"), predictions(bars, colours.cnn, _("CNN")), bars, "cnn")
        st.caption(_("{count} ImageNet labels of its own").format(count=_.number(len(labels))))
    vocabulary = store.vocabulary()
    if look.trace.logits.shape == (vocabulary.other,):
        _shared(_, look, vocabulary, (colours.vit, colours.cnn))


def _bars(_: Words, ranked: Sequence[tuple[int, float]], labels: Sequence[str]) -> list[Bar]:
    return [Bar(labels[index], share, _.percent(share)) for index, share in ranked]


def _figure(title: str, figure: Figure, bars: Sequence[Bar], key: str) -> None:
    st.markdown(f"**{title}**")
    said = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    st.plotly_chart(figure, config=_CONFIG, key=f"bars-{key}", alt=f"{title}: {said}")


def _shared(_: Words, look: Look, vocabulary: Vocabulary, colours: tuple[str, str]) -> None:
    both = compare(look.trace.logits, look.cnn_logits, vocabulary)
    labels = vocabulary.labels_zh if _.language == "zh" else vocabulary.labels
    shown = _likeliest(both, vocabulary)

    def bars(shares: ndarray) -> list[Bar]:
        return _bars(_, [(i, float(shares[i])) for i in shown], labels)

    names = (_("ViT"), _("CNN"))
    vit, cnn = bars(both.vit), bars(both.cnn)
    figure = shared(vit, cnn, colours, names)
    _figure(_("Over the labels that both know"), figure, vit, "shared")
    if both.unfamiliar:
        text = _("Probably none of the {count} things this ViT knows: the CNN gives them {share}.")
        st.caption(text.format(count=vocabulary.other, share=_.percent(both.known)))
    else:
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
