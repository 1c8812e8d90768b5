"""Explore: a photo, where every head of every layer looks, rollout, and what two models say."""

import streamlit as st

from vitviz.explorer import words as say
from vitviz.explorer.payload import describe
from vitviz.text import Words
from vitviz.ui import store
from vitviz.ui.choice import Choice
from vitviz.ui.page import Page, head, tables
from vitviz.ui.page import show as show_view
from vitviz.ui.predictions import draw as draw_predictions
from vitviz.ui.predictions import summary

_VIEW = ("query", "head", "by", "a", "b", "show", "scale", "order")
_ROLLOUT = ("fusion", "residual", "discard")


def show() -> None:
    """Draws the page."""
    page = head("explore")
    _, choice, look = page.words, page.choice, page.look
    facts = _facts(page)
    view = {"view": _fields(choice, _VIEW), "predictions": summary(_, look)}
    show_view("explorer", facts | view, say.explorer(_), _.language)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Rollout from the class token"), anchor=False)
        view = {"view": _fields(choice, _ROLLOUT)}
        show_view("rollout", facts | view, say.rollout(_), _.language)
    with right:
        st.subheader(_("Predictions"), anchor=False)
        if st.session_state.get("painted"):
            draw_predictions(_, look)
        else:  # Plotly is 5 MB of JavaScript: it comes once the explorer stands
            st.caption(_("Drawn as soon as the explorer stands …"))


def _fields(choice: Choice, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(choice, name) for name in names}


def _facts(page: Page) -> dict[str, object]:
    """What both browser views need to know of the look: small JSON, the arrays by address."""
    look, choice = page.look, page.choice
    trace = f"api/trace/{look.key}"
    settings = f"fusion={choice.fusion}&residual={choice.residual:g}&discard={choice.discard:g}"
    height, width = look.framing.image_size
    return {
        "trace": {"key": look.key, "patch": list(look.vit.patch), **describe(look.trace)},
        "photo": {
            "url": f"api/photo/{look.recipe.photo}.jpg",
            "size": [height, width],
            "box": list(look.framing.box),
        },
        "prefix": _prefix(page.words, look),
        "urls": {"trace": trace, "rollout": f"{trace}/rollout?queries=all&{settings}"},
        "tables": tables(),
    }


def _prefix(_: Words, look: store.Look) -> list[dict[str, str]]:
    """Mark and name of every token before the patches."""
    reads = int(look.trace.readout[: look.trace.prefix].count_nonzero()) if look.trace.prefix else 0
    found = []
    for index in range(look.trace.prefix):
        number = index - max(1, reads) + 1
        if index == 0:
            names = _("class"), _("class token"), _("the class token")
        elif index < reads:
            names = _("dist."), _("distillation token"), _("the distillation token")
        else:
            name = _("register {number}").format(number=number)
            names = f"R{number}", name, name
        found.append(dict(zip(("mark", "name", "said"), names, strict=True)))
    return found
