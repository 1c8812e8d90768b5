"""The sentence for every error: what happened and what to do, in the visitor's language."""

from vitviz.core.errors import VitvizError
from vitviz.text import N_, Words

SENTENCES = {
    "gone": N_("This photo is no longer on the server. Please choose it again."),
    "own_photo": N_(
        "This link shows a photo that a visitor brought along. Drop the same photo here and the "
        "screen is restored."
    ),
    "cross_site": N_("This upload did not come from this page. Reload the page and try again."),
    "unknown": N_("No model is called {name}. Choose one from the list."),
    "not_a_vit": N_("{name} is not a Vision Transformer, so it has no attention to show."),
}
_OTHERWISE = N_("Something went wrong on our side. Reload the page and try again.")


class _Facts(dict[str, object]):
    """Facts in which a missing one is an ellipsis: a sentence with a gap beats a second error."""

    def __missing__(self, name: str) -> str:
        return "…"


def sentence(_: Words, error: Exception) -> str:
    """What the page says of `error`; an error nobody foresaw gets a general sentence."""
    if not isinstance(error, VitvizError):
        return _(_OTHERWISE)
    text = _(SENTENCES.get(error.reason, _OTHERWISE))
    return text.format_map(_Facts(error.facts))
