"""The thread: the way from the photo to the label, in this model's own numbers."""

from collections.abc import Sequence
from dataclasses import asdict

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.grids import cells_of
from vitviz.app.pages.facts import photo_of
from vitviz.app.pages.panel import Panel
from vitviz.app.pages.predictions import likeliest
from vitviz.core.models.numbers import numbers_of
from vitviz.core.positions.embedding import kind
from vitviz.text import Words
from vitviz.web.words_tokens import read_briefly

# Terms of the glossary; of the others "pooling".
_READ = {"class": "class_token", "branches": "class_token", "register": "register_token"}


def thread(_: Words, analysis: Analysis) -> Panel:
    """What of the thread is the model's and the photo's own: below a kilobyte."""
    vit, trace = analysis.vit, analysis.trace
    numbers, kinds = numbers_of(vit), kind(vit)
    data = {
        "trace": {"key": analysis.key} | cells_of(analysis),
        "photo": photo_of(analysis),
        "urls": {"analysis": f"api/analysis/{analysis.key}"},
        "size": list(trace.size),
        "width": numbers.width,
        "stages": not vit.one_grid,
        "position": _position(kinds),
        "layers": numbers.layers,
        "heads": list(numbers.heads),
        "parts": asdict(vit.layer_parts),
        "reads": read_briefly(_, trace.layout),
        "read": _READ.get(trace.layout.reads, "pooling"),
        "label": next((row for row in likeliest(_, analysis) if row["model"] == "vit"), None),
        "doubtful": _doubtful(analysis),
    }
    return Panel("thread", data=data)


def _position(kinds: Sequence[str]) -> str:
    if "absolute" in kinds:
        return "added"
    return "inside" if {"rotary", "relative"} & set(kinds) else "none"


def _doubtful(analysis: Analysis) -> bool:
    """Whether the CNN doubts that the ViT knows the thing; an untrained one has no opinion."""
    both, trained = analysis.compared, analysis.spec.cnn_weights == "published"
    return bool(trained and both and both.unfamiliar)
