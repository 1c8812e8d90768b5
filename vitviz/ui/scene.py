"""What the browser half of every page is told of the photo in the model: frontend/scene.js."""

from vitviz.explorer.payload import describe
from vitviz.figures import theme
from vitviz.text import Words
from vitviz.ui import store
from vitviz.ui.page import Page


def scene(page: Page) -> dict[str, object]:
    """What a page's browser views need to know of the look: small JSON, the arrays by address."""
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
        "urls": {
            "trace": trace,
            "look": f"api/look/{look.key}",
            "rollout": f"{trace}/rollout?queries=all&{settings}",
        },
        "tables": {
            "sequential": theme.lut(theme.SEQUENTIAL),
            "diverging": theme.lut(theme.DIVERGING),
        },
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
