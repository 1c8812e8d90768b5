"""What every view over a photo is told of its analysis: small JSON, arrays by their address."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.caption import caption
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words
from vitviz.web.payload import describe
from vitviz.web.words_tokens import names


def facts(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    """What a view needs to know of the analysis, as frontend/view/scene.js reads it."""
    address = f"api/analysis/{analysis.key}"
    settings = f"fusion={state.fusion}&residual={state.residual:g}&discard={state.discard:g}"
    return {
        "trace": {
            "key": analysis.key,
            "patch": list(analysis.vit.patch),
            **describe(analysis.trace),
        },
        "photo": photo_of(analysis),
        "caption": caption(_, analysis),
        "prefix": names(_, analysis.trace.layout.prefix_roles),
        "urls": {"analysis": address, "rollout": f"{address}/rollout_rows?queries=all&{settings}"},
    }


def photo_of(analysis: Analysis) -> dict[str, object]:
    """The photo's address and size (height, width), and the box of it that the model sees."""
    return {
        "url": f"api/photo/{analysis.spec.photo}.jpg",
        "size": list(analysis.framing.image_size),
        "box": [round(edge, 2) for edge in analysis.framing.box],
    }
