"""What the browser half of every page is told of the photo in the model: frontend/scene.js."""

from vitviz.app.compute import analyses
from vitviz.app.pages.page import Page
from vitviz.figures import theme
from vitviz.text import Words
from vitviz.web.payload import describe
from vitviz.web.words_tokens import names


def scene(page: Page) -> dict[str, object]:
    """What a page's browser views need to know of the look: small JSON, the arrays by address."""
    analysis, state = page.analysis, page.state
    endpoints = f"api/analysis/{analysis.key}"
    settings = f"fusion={state.fusion}&residual={state.residual:g}&discard={state.discard:g}"
    height, width = analysis.framing.image_size
    return {
        "trace": {
            "key": analysis.key,
            "patch": list(analysis.vit.patch),
            **describe(analysis.trace),
        },
        "photo": {
            "url": f"api/photo/{analysis.spec.photo}.jpg",
            "size": [height, width],
            "box": list(analysis.framing.box),
        },
        "prefix": _prefix(page.words, analysis),
        "urls": {
            "trace": endpoints,
            "look": endpoints,
            "rollout": f"{endpoints}/rollout_rows?queries=all&{settings}",
        },
        "tables": {
            "sequential": theme.lut(theme.SEQUENTIAL),
            "diverging": theme.lut(theme.DIVERGING),
        },
    }


def _prefix(_: Words, analysis: analyses.Analysis) -> list[dict[str, str]]:
    """Mark and name of every token before the patches."""
    return names(_, analysis.trace.layout.prefix_roles)
