"""What a view is told of its analysis: small JSON, arrays by their address.

Each of a page's messages repeats it, so a view is told no more than it needs: a table of numbers
less than a picture of the photo, that less than one over which all heads answer.
"""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.grids import cells_of
from vitviz.app.pages.caption import caption
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.rollout import undefined_rollout
from vitviz.text import Words
from vitviz.web.payload import describe
from vitviz.web.words_tokens import names


def facts(
    _: Words, state: ViewState, analysis: Analysis, *, pair: bool = False, alone: bool = False
) -> dict[str, object]:
    """What frontend/view/scene.js needs to load all arrays of the analysis.

    `alone`: the view asks for nothing of the CNN, so its arrays are called after the ViT alone:
    beside another CNN the browser has them already.
    The rollout's address is empty where there is none, over several grids for one.

    `pair`, here and below: the view shows the CNN too, so what it exports is called after both.
    """
    found = over_photo(_, analysis, pair=pair)
    settings = f"fusion={state.fusion}&residual={state.residual:g}&discard={state.discard:g}"
    key = analysis.vit_key if alone else analysis.key
    rows = f"{address(key)}/rollout_rows?queries=all&{settings}"
    trace = analysis.trace
    return found | {
        "trace": cells_of(analysis) | describe(trace) | {"key": key},
        "prefix": names(_, trace.layout.prefix_roles),
        "urls": {"analysis": address(key), "rollout": "" if undefined_rollout(trace) else rows},
    }


def over_photo(_: Words, analysis: Analysis, *, pair: bool = False) -> dict[str, object]:
    """What frontend/view/photo_scene.js needs, for maps that an endpoint answers with."""
    trace = {"key": analysis.key} | cells_of(analysis)
    return named(_, analysis, pair=pair) | {"trace": trace, "photo": photo_of(analysis)}


def named(_: Words, analysis: Analysis, *, pair: bool = False) -> dict[str, object]:
    """What a view needs that asks for an answer and exports it: which analysis, and of whom."""
    return {
        "trace": {"key": analysis.key},
        "caption": caption(_, analysis, pair=pair),
        "urls": {"analysis": address(analysis.key)},
    }


def address(key: str) -> str:
    """Where the browser asks for what is made of the analysis of this key."""
    return f"api/analysis/{key}"


def photo_of(analysis: Analysis) -> dict[str, object]:
    """The photo's address and size (height, width), and the box of it that the model sees."""
    return {
        "url": f"api/photo/{analysis.spec.photo}.jpg",
        "size": list(analysis.framing.image_size),
        "box": [round(edge, 2) for edge in analysis.framing.box],
    }
