"""The views of the browser half: of each its module, its stylesheets and what it says.

A new view is a row here and a module. Words and styles are served by name (browser_files.py),
once a version and language: no message carries them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vitviz.text import Words
from vitviz.web import (
    words_ablation,
    words_beside,
    words_class_maps,
    words_comparison,
    words_components,
    words_cost,
    words_explain,
    words_explore,
    words_faithfulness,
    words_flow,
    words_hunger,
    words_inside,
    words_lecture,
    words_lesson,
    words_models,
    words_page,
    words_positions,
    words_receptive,
    words_stages,
    words_thread,
    words_versus,
)


@dataclass(frozen=True)
class View:
    """A view: its module below `frontend/views`, its stylesheets there, its words.

    `height` is kept free in pixels until the view's module is here, so that nothing jumps.
    """

    module: str
    words: Callable[[Words], dict[str, str]]
    styles: tuple[str, ...] = ()
    height: int = 0


_TRAY = ("frame/frame.css", "frame/strip.css", "frame/phone.css")
_JUDGED = ("explain/faithfulness.css",)
_BAR = ("frame/slim.css", "frame/frame.css", "frame/bar.css", "frame/phone.css")
_TWO = ("models/models.css", "beside/beside.css")
_BUILT_IN = "versus/built_in.css"
VIEWS: Mapping[str, View] = {
    "bar": View("frame/bar.js", words_page.bar, _BAR, 48),
    "tray": View("frame/tray.js", words_page.tray, _TRAY, 96),
    "thread": View("frame/thread.js", words_thread.thread, ("frame/thread.css",), 48),
    "explorer": View("explore/explorer.js", words_explore.explorer, ("explore/explore.css",), 640),
    "beside": View(
        "beside/beside.js",
        words_beside.beside,
        ("explain/explain.css", "inside/inside.css", "inside/components.css", *_TWO),
        320,
    ),
    "rollout": View("explore/rollout.js", words_explore.rollout, ("explore/explore.css",), 360),
    "predictions": View(
        "explore/predictions.js", words_explore.predictions, ("explore/predictions.css",), 480
    ),
    "explain": View("explain/explain.js", words_explain.explain, ("explain/explain.css",)),
    "faithfulness": View("explain/faithfulness.js", words_faithfulness.faithfulness, _JUDGED),
    "ablation": View(
        "explain/ablation.js", words_ablation.ablation, (*_JUDGED, "explain/ablation.css")
    ),
    "positions": View(
        "positions/positions.js", words_positions.positions, ("positions/positions.css",)
    ),
    "change": View("positions/change.js", words_positions.change, ("positions/positions.css",)),
    "patch": View("inside/patch.js", words_inside.patch, ("inside/inside.css",)),
    "depth": View("inside/depth.js", words_inside.depth, ("inside/inside.css",)),
    "components": View(
        "inside/components.js",
        words_components.components,
        ("inside/inside.css", "inside/components.css"),
        720,
    ),
    "stages": View("inside/stages.js", words_stages.stages, ("inside/inside.css",)),
    "stage_lens": View(
        "inside/stage_lens.js",
        words_stages.stage_lens,
        ("explain/explain.css", "inside/inside.css"),
    ),
    # It picks a class as Explain does.
    "lens": View("inside/lens.js", words_inside.lens, ("explain/explain.css", "inside/inside.css")),
    "hunger": View(
        "versus/hunger.js", words_hunger.hunger, ("versus/versus.css", "versus/hunger.css"), 720
    ),
    "perturb": View(
        "versus/perturb.js", words_versus.perturb, ("explain/explain.css", "versus/versus.css")
    ),
    "class_maps": View(
        "versus/class_maps.js", words_class_maps.class_maps, ("explain/explain.css", _BUILT_IN), 640
    ),
    "equivariance": View(
        "versus/equivariance.js", words_comparison.equivariance, (_BUILT_IN,), 640
    ),
    "counting": View("versus/counting.js", words_comparison.counting, (_BUILT_IN,), 640),
    "cost": View("versus/cost.js", words_cost.cost, (_BUILT_IN, "versus/cost.css"), 720),
    "receptive": View(
        "versus/receptive.js",
        words_receptive.receptive,
        ("explore/explore.css", _BUILT_IN, "versus/receptive.css"),
        720,
    ),
    "lesson": View(
        "lesson/lesson.js",
        words_lesson.lesson,
        ("explore/predictions.css", "lecture/lecture.css", "lesson/lesson.css", "lesson/walk.css"),
        480,
    ),
    "lecture": View(
        "lecture/lecture.js",
        words_lecture.lecture,
        ("explore/predictions.css", "lecture/lecture.css"),
        480,
    ),
    "models": View("models/models.js", words_models.models, ("models/models.css",), 720),
    "opening": View("models/opening.js", words_models.opening, ("models/models.css",), 96),
    "walk": View("lesson/walk.js", words_lesson.walk, ("lesson/walk.css",)),
    "flow": View("lesson/flow.js", words_flow.flow, ("lesson/flow.css",), 560),
    "glossary": View("frame/glossary.js", words_page.glossary, ("frame/glossary.css",)),
}
