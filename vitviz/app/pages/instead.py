"""What is said of an address that cannot be shown as it is: why, and what stands there instead."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.fallback import Part, Wrong
from vitviz.app.pages.caption import patches_of, photo_title, titles
from vitviz.text import Words
from vitviz.text.messages import sentence


def instead(_: Words, wrong: Wrong, shown: Analysis) -> list[str]:
    """A sentence for each part that is wrong; `shown` is what the page shows."""
    text = _("{why} Shown instead: {what}.")
    return [
        text.format(why=sentence(_, error), what=_named(_, part, shown)) for part, error in wrong
    ]


def _named(_: Words, part: Part, shown: Analysis) -> str:
    match part:
        case "photo":
            return photo_title(_, shown.spec.photo)
        case "vit":
            return titles(_, shown)[0]
        case "grid":
            return patches_of(_, shown.vit, *shown.trace.grid)
        case "cnn":
            return titles(_, shown)[1]
        case "cnn_size":
            return _("{side} px").format(side=max(shown.cnn.size))
