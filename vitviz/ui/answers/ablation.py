"""What the model says without each head, and what goes on with some of them off."""

import numpy as np

from vitviz.core.ablation import Off, effects, switched_off
from vitviz.core.gradients import gradients
from vitviz.core.maps import density, has_signal
from vitviz.core.models import Vit
from vitviz.core.predictions import probabilities
from vitviz.core.relevance import relevance_of
from vitviz.explorer.bundle import pack
from vitviz.ui import store
from vitviz.ui.answer import Answer, Steps
from vitviz.ui.answers.maps import target_of
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
    vit, pixels, target = look.vit, store.pixels(look), target_of(look, choice)
    start = min(choice.start, len(look.trace.layers) - 1)
    with store.turn:
        before = gradients(vit, pixels, target)
        with switched_off(vit, off_of(choice.off, vit)):
            after = gradients(vit, pixels, target)
    maps = np.stack([relevance_of(found, start) for found in (before, after)])
    said = [found.trace.logits for found in (before, after)]
    header = {"target": target, "signal": [has_signal(single) for single in maps]}
    arrays = {
        "logits": np.stack([each.float().cpu().numpy() for each in said]),
        "probabilities": np.stack([probabilities(each) for each in said]).astype(np.float32),
        "maps": density(maps),
    }
    return pack(header, arrays)


ANSWERS = {
    "ablation": Answer((), _effects, long=True),
    "off": Answer(("target", "start", "off"), _off),
}
