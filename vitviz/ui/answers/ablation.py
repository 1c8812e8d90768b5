"""What the model says without each head, and what goes on with some of them off."""

import numpy as np

from vitviz.core.ablation import Off, effects, switched_off
from vitviz.core.gradients import gradients
from vitviz.core.maps import density, has_signal
from vitviz.core.models import Vit
from vitviz.core.predictions import probabilities
from vitviz.core.relevance import relevance_of
from vitviz.explorer.bundle import pack, unpack
from vitviz.ui import store
from vitviz.ui.answer import Answer, Steps
from vitviz.ui.answers.maps import start_of, target_of
from vitviz.ui.choice import Choice
from vitviz.ui.store import Look


def off_of(text: str, vit: Vit) -> Off:
    """What "11.3-10.all" switches off; what the model does not have is left out."""
    pairs = [part.split(".") for part in text.split("-") if part]
    there = [(int(layer), head) for layer, head in pairs if int(layer) < len(vit.calls)]
    return Off(
        heads=frozenset(
            (layer, int(head))
            for layer, head in there
            if head != "all" and int(head) < vit.calls[layer].heads
        ),
        layers=frozenset(layer for layer, head in there if head == "all"),
    )


def _effects(look: Look, _: Choice) -> Steps:
    """The change of every class's logit, float32: "heads" (layers, heads, classes), "layers".

    A head that its layer does not have is NaN.
    """
    found = yield from effects(look.vit, store.pixels(look))
    plain = found.logits
    arrays = {
        "logits": plain,
        "heads": found.heads - plain,
        "layers": found.layers - plain,
    }
    return pack({}, {name: each.float().cpu().numpy() for name, each in arrays.items()})


def _off(look: Look, choice: Choice) -> bytes:
    """Logits of all classes and the relevance of one, with all heads on and with some off.

    float32 "logits" (2, classes), "probabilities" (2, classes), "maps" (2, rows, cols) as
    multiples of their means.
    """
    target, start = target_of(look, choice), start_of(look.trace, choice)
    name = f"{look.key}/on/{target}/{start}"  # made once, whatever is switched off
    _, on = unpack(store.blob(name, lambda: pack({}, _said(look, target, start, Off()))))
    off = _said(look, target, start, off_of(choice.off, look.vit))
    both = {each: np.stack([on[each], off[each]]) for each in on}
    maps = both.pop("map")
    header = {"target": target, "signal": [has_signal(single) for single in maps]}
    return pack(header, both | {"maps": density(maps)})


def _said(look: Look, target: int, start: int, off: Off) -> dict[str, np.ndarray]:
    """What the model says without these heads, and the relevance of the class."""
    pixels = store.pixels(look)
    with store.turn, switched_off(look.vit, off):
        found = gradients(look.vit, pixels, target)
    logits = found.trace.logits
    return {
        "logits": logits.float().cpu().numpy(),
        "probabilities": probabilities(logits).astype(np.float32),
        "map": relevance_of(found, start),
    }


ANSWERS = {
    "ablation": Answer((), _effects, long=True),
    "off": Answer(("target", "start", "off"), _off),
}
