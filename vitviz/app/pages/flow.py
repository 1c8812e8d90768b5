"""The continuous picture of the lesson: the photo on its way through this model to the label."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.panel import Panel
from vitviz.app.pages.thread import thread
from vitviz.core.attention.trace import Trace
from vitviz.core.internals.patch_embedding import embedding_of
from vitviz.core.models.load import Vit
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError, ModelError
from vitviz.text import Words
from vitviz.web.words_flow import STAGES
from vitviz.web.words_tokens import names, read


def panel(_: Words, analysis: Analysis, stage: str, play: bool = False) -> Panel:
    """The picture at one of `STAGES`; `play` says that it goes once through all when first seen.

    Raises ArgumentError for another stage.
    """
    if stage not in STAGES:
        rule = " | ".join(STAGES)
        raise ArgumentError("out_of_range", argument="stage", rule=rule, got=stage)
    layout = analysis.trace.layout
    facts = {
        **thread(_, analysis).data,
        "stage": stage,
        "play": play,
        "prefix": names(_, layout.prefix_roles),
        "pooled": layout.reads,
        "answer": read(_, layout),
        "alone": alone(layout),
        "window": _window(analysis.trace),
        "filters": _filters(analysis.vit),
    }
    return Panel("flow", data=facts)


def alone(layout: TokenLayout) -> list[int]:
    """The tokens that the classifier reads by themselves; none where it reads patches too."""
    if layout.reads not in ("class", "pair", "register"):
        return []
    weights = layout.pooling or ()
    return [token for token, weight in enumerate(weights) if weight >= max(weights) / 2]


def _window(trace: Trace) -> int:
    """At how many tokens one may look in layer 1; 0 where it may look at all."""
    windows = trace.layers[0].windows
    return 0 if windows is None else int(windows.places.shape[1])


def _filters(vit: Vit) -> int:
    """How many numbers of a patch one matrix reads; 0 where another module makes the vectors."""
    try:
        return embedding_of(vit).numbers
    except ModelError:
        return 0
