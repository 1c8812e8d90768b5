"""What the thread says, from the photo to the label. {places} are filled in the browser."""

from vitviz.text import Words
from vitviz.web.glossary import meaning, name

# The terms that stand under the steps.
TERMS = (
    "patch",
    "token",
    "linear_embedding",
    "position_embedding",
    "self_attention",
    "residual_connection",
    "layernorm",
    "class_token",
    "register_token",
    "pooling",
    "classifier",
    "softmax",
)


def thread(_: Words) -> dict[str, str]:
    """The words of `views/frame/thread.js`; a term is `term_{id}`, its meaning `term_{id}_tip`."""
    terms = {f"term_{term}": name(_, term) for term in TERMS}
    return terms | {f"term_{term}_tip": meaning(_, term) for term in TERMS} | _steps(_)


def _steps(_: Words) -> dict[str, str]:
    return {
        "title": _("From the photo to the label"),
        "photo": _("photo"),
        "pixels": _("{height} × {width} px"),
        "patches": _("{count} patches ({rows} × {cols})"),
        "tokens": _("{count} tokens ({rows} × {cols})"),
        "each": _("{height} × {width} px each"),
        "convolved": _("by convolutions"),
        "vector": _("{count} numbers each"),
        "vector_most": _("{count} numbers each in the end"),
        "position_added": _("+ position"),
        "position_inside": _("position, in every layer"),
        "layers": _("{layers} × ({heads} heads, MLP)"),
        "layers_without_mlp": _("{layers} × ({heads} heads)"),
        "range": _("{fewest} to {most}"),
        "read": _("read by the classifier"),
        "no_label": _("no classifier"),
        "doubtful": _("probably unknown to it"),
    }
