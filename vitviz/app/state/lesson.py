"""The steps of the Lesson: the view that each shows, with which settings, and how it asks.

A step asks before it shows. The settings of its view are written into the state with the answer,
where the address has none of its own, and taken back when the visitor goes on: so a link restores
a step as it was left, and a teacher's link may open it with other settings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from vitviz.app.state.view_state import STEPS, StepName, ViewState

Fields = dict[str, str | int | float]
Asks = Literal["choice", "patch", ""]  # a choice, a place on the photo, nothing


@dataclass(frozen=True)
class Step:
    """One step: its name, the page and the view that it shows once its question is answered.

    `stage` is that of the picture of the whole machine which leads through the steps (views/lesson/
    flow.js), "" where none is shown. `choices` are the answers that do not depend on the photo.
    `part` is a section of the view, where the step is about that alone.
    """

    name: StepName
    page: str
    view: str
    stage: str
    choices: tuple[str, ...] = ()
    settings: Mapping[str, str | int | float] = field(default_factory=dict)
    asks: Asks = "choice"
    part: str = ""


_LEFT = ("stays", "less", "lost")
_MORE = ("attention", "mlp", "alike")
_KEEPS = ("vit", "cnn", "both", "neither")
_SHUFFLED = {"alter": "shuffle", "block": 28, "seed": 0}
_SHIFTED = {"alter": "shift", "right": 7, "down": 0, "beyond": "wrap"}
LESSON: tuple[Step, ...] = (
    Step("photo", "explore", "predictions", "photo"),
    Step("patches", "explore", "explorer", "sequence", part="sequence"),
    Step("embedding", "inside", "patch", "vectors"),
    Step("positions", "positions", "positions", "positions", ("near", "line", "none")),
    Step("order", "positions", "change", "positions", _LEFT, {"change": "shuffle"}),
    Step("attention", "explore", "explorer", "attention", ("same", "less", "little")),
    Step("heads", "explore", "explorer", "attention", ("near", "far", "both")),
    Step("class_token", "explore", "explorer", "class_token", asks="patch"),
    Step("residual", "inside", "depth", "mlp", _MORE),
    Step("label", "inside", "lens", "label", ("early", "middle", "late")),
    Step("explanation", "explain", "explain", "", ("yes", "partly", "no")),
    Step("shuffle", "versus", "perturb", "", _KEEPS, _SHUFFLED),
    Step("shift", "versus", "perturb", "", ("vit", "cnn", "alike"), _SHIFTED),
    Step("cost", "versus", "cost", "", ("2", "4", "16")),
    Step("data", "versus", "hunger", "", ("vit", "cnn", "alike")),
    Step("summary", "", "", "label", asks=""),
)


def step_of(state: ViewState) -> Step:
    """The step that the state shows."""
    return LESSON[STEPS.index(state.step)]


def answers_of(state: ViewState) -> dict[str, str]:
    """What was answered, by step; of two answers to one question the later holds."""
    pairs = (answer.split(".") for answer in state.answers.split("-") if answer)
    return {name: said for name, said in pairs if name in STEPS}


def written(answers: Mapping[str, str]) -> str:
    """The answers as the state has them, in the order of the steps."""
    return "-".join(f"{name}.{answers[name]}" for name in STEPS if name in answers)


def shows(state: ViewState, usual: ViewState, settings: Mapping[str, str | int | float]) -> Fields:
    """What is to be set so that the view has `settings`: those that the state leaves as `usual`."""
    return {
        name: value
        for name, value in settings.items()
        if getattr(state, name) == getattr(usual, name) != value
    }


def without(state: ViewState, names: Iterable[str]) -> Fields:
    """What is to be set so that the fields of these names are at their defaults again."""
    usual = ViewState()
    return {
        name: getattr(usual, name) for name in names if getattr(state, name) != getattr(usual, name)
    }
