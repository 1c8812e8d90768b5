"""Where the CNN looks at more pixels than it learned at: said beside its answer, with a way out."""

from vitviz.app.compute import models
from vitviz.app.compute.analyses import Analysis
from vitviz.core.models.cnn_size import sides, too_large
from vitviz.core.models.load import Cnn
from vitviz.text import Words


def scale_note(_: Words, analysis: Analysis) -> dict[str, object] | None:
    """For frontend/widgets/scale_note.js; None where the CNN looks at what it learned at.

    "text" and "press" are what it says, "side" are the pixels at which the press shows the crop.
    """
    cnn, trained = analysis.cnn, analysis.spec.cnn_weights == "published"
    known = too_large(cnn) if trained else None
    if known is None:
        return None
    now = max(cnn.size)
    nearest = min(known.shares, key=lambda side: abs(side - now))
    text = _(
        "This CNN learned at {least} to {most} px and is given {now} px here. Its filters have a "
        "size in pixels, so things are too large for them, and it is unsure: over the bundled "
        "photos its likeliest label has {unsure} on average at {nearest} px, {sure} at {surest} px."
    )
    said = text.format(
        least=known.least,
        most=known.most,
        now=now,
        nearest=nearest,
        unsure=_.percent(known.shares[nearest]),
        sure=_.percent(known.shares[known.surest]),
        surest=known.surest,
    )
    press = _("Show the CNN the same crop at {side} px").format(side=known.surest)
    return {"text": said, "press": press, "side": known.surest}


def offered(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    """The sizes that the tray offers for the CNN, and the one that an address asks for.

    Each is {"cnn_size", "label", "hint"}; the first is the field of the state, 0 for its own size.
    """
    own = models.cnn(analysis.spec.cnn, analysis.spec.cnn_weights)
    hint = _("The CNN is given {height} × {width} px of the same photo.")
    return [
        {
            "cnn_size": _field(own, side),
            "label": _("{side} px").format(side=side),
            "hint": hint.format(height=side, width=side),
        }
        for side in sorted({*sides(own), max(analysis.cnn.size)})
    ]


def chosen(analysis: Analysis) -> int:
    """Which of these the CNN looks at, as the field of the state names it."""
    spec = analysis.spec
    return _field(models.cnn(spec.cnn, spec.cnn_weights), max(analysis.cnn.size))


def _field(own: Cnn, side: int) -> int:
    return 0 if side == max(own.size) else side
