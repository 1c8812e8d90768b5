"""What the page shows, as one frozen value that a link restores.

Each page has its group of fields, and a field is a query parameter of the same name. The session
holds the value (session.py) and the address repeats it: defaults are left out, and what is
unknown or malformed in an address falls back to its default, so that a link never breaks a page.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from vitviz.core.models.token_layout import same_place
from vitviz.text import Language, Words, negotiate, words

Fusion = Literal["mean", "max", "min"]
Method = Literal["attention", "rollout", "gradient_rollout", "relevance", "gradcam", "gradcam_cnn"]
Baseline = Literal["mean", "blur"]
Change = Literal["none", "scale", "zero", "mean", "shuffle", "transpose", "all", "photo"]
Alter = Literal["shift", "shuffle", "drop", "occlude", "blur", "noise", "grey", "rotate", "edges"]
First = Literal["random", "vit_most", "vit_least", "cnn_most", "cnn_least"]
StepName = Literal[
    "photo",
    "patches",
    "embedding",
    "positions",
    "order",
    "attention",
    "heads",
    "class_token",
    "residual",
    "label",
    "explanation",
    "shuffle",
    "shift",
    "cost",
    "data",
    "summary",
]
Weights = Literal["published", "random"]
Shape = Literal["model", "photo"]
FUSIONS: tuple[Fusion, ...] = get_args(Fusion)
METHODS: tuple[Method, ...] = get_args(Method)
CHANGES: tuple[Change, ...] = get_args(Change)
STEPS: tuple[StepName, ...] = get_args(StepName)
STEP = 0.05  # of the sliders: an address has few settings to ask for
Grid = tuple[int, int]

_MODEL = r"[A-Za-z0-9_./:@+-]{1,160}"  # a name
_UPLOAD = re.compile(r"up-[0-9a-f]{32}")
# A query is the class token or another prefix token ("p0"), or a patch ("120").
_QUERY = r"(?:p[0-9]{1,2}|[0-9]{1,6})"
_PATCH = re.compile(r"[0-9]{1,6}")
# A head is layer and head from 0 ("11.3"), a layer's mean ("11.mean"), or the rollout.
_HEAD = r"(?:[0-9]{1,3}\.(?:[0-9]{1,3}|mean)|rollout)"
# What is switched off: heads and whole layers, "11.3-10.all".
_OFF = r"[0-9]{1,3}\.(?:[0-9]{1,3}|all)"
# An answer to a step's question is its choice or a patch: "order.stays", "class_token.120".
_ANSWER = r"[a-z_]{1,16}\.[a-z0-9_]{1,16}"


def stepped(value: float) -> float:
    """The step of the sliders nearest to `value`."""
    return round(round(value / STEP) * STEP, 2)


def _text(pattern: str) -> StringConstraints:
    return StringConstraints(pattern=rf"^(?:{pattern})$")


_Count = Annotated[int, Field(ge=0, le=9999)]
_PHOTO = r"[a-z0-9-]{1,64}"
_Index = Annotated[str, _text(r"|[0-9]{1,4}")]  # "": what the page chooses itself
_Query = Annotated[str, _text(rf"|{_QUERY}")]
_Head = Annotated[str, _text(rf"|{_HEAD}")]
_Pin = Annotated[str, _text(rf"|{_QUERY}@{_HEAD}")]
_Pixels = Annotated[int, Field(ge=-224, le=224)]
_Percent = Annotated[int, Field(ge=0, le=100)]
_Step = AfterValidator(stepped)
_Share = Annotated[float, Field(ge=0, le=1), _Step]


class _Subject(BaseModel):
    """What every page shows something of: the photo in a model, and what of it is pointed at."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", allow_inf_nan=False, coerce_numbers_to_str=True
    )

    lang: Literal["", "en", "zh"] = ""  # "": what the browser asks for
    photo: Annotated[str, _text(_PHOTO)] = "coffee"
    model: Annotated[str, _text(_MODEL)] = "everyday-vit-s14"
    weights: Weights = "published"
    cnn: Annotated[str, _text(_MODEL)] = "efficientnet-lite0"  # beside the ViT
    cnn_weights: Weights = "published"
    cnn_size: _Count = 0  # pixels a side; 0: the CNN's own size
    rows: _Count = 0  # of the grid of patches; 0: the model's default size
    cols: _Count = 0  # 0: as many as rows
    shape: Shape = "model"  # "photo": the photo's own, with no more patches, where the model can
    query: _Query = ""  # "": where the model's card opens
    target: _Index = ""  # the class to explain; "": the ViT's likeliest
    scale: Literal["fixed", "now", "head"] = "fixed"


class ExploreState(_Subject):
    """Explore: the attention of a query in every head, pins, rollout."""

    head: _Head = ""
    by: Literal["row", "column"] = "row"  # "row": looks at, "column": is looked at by
    a: _Pin = ""  # a pin: query@head, "120@11.3"
    b: _Pin = ""
    show: Literal["live", "a", "b", "diff"] = "live"
    order: Literal["layer", "reach", "entropy"] = "layer"
    fusion: Fusion = "mean"
    residual: _Share = 0.5
    discard: Annotated[float, Field(ge=0, le=0.95), _Step] = 0.0
    model_b: Annotated[str, _text(rf"|{_MODEL}")] = ""  # side by side; "": the first one's ViT
    weights_b: Weights = "published"
    rows_b: _Count = 0
    cols_b: _Count = 0
    query_b: _Query = ""  # "": at the place of `query`
    head_b: _Head = ""  # "": as deep as `head`


class ExplainState(_Subject):
    """Explain: why this class, faithfulness of the maps, heads and layers off."""

    against: _Index = ""  # a second class to contrast with
    method: Method = "relevance"  # shown large
    start: _Count = 0  # the first layer that generic relevance takes in
    cam: _Index = ""  # the layer of the ViT's Grad-CAM; "": the last
    filling: Baseline = "mean"  # the baseline: what masked patches become
    forget: _Count = 0  # how many stages from the top have randomized weights
    off: Annotated[str, _text(rf"|{_OFF}(?:-{_OFF}){{0,255}}")] = ""


class InsideState(_Subject):
    """Inside: a patch as a vector, the residual stream, feature components, the logit lens."""

    depth: _Index = ""  # the depth shown large, on several grids a block from 1; "": the last
    filter: _Index = ""  # of the patch embedding; "": the one that responds most
    maps: Literal["similarity", "norm"] = "similarity"  # what of the tokens is mapped
    second: Annotated[str, _text(rf"|{_PHOTO}")] = ""  # a photo beside the first; "": none
    on: Literal["first", "second"] = "first"  # of which of the two the query is a patch


class PositionsState(_Subject):
    """Positions: the position embedding and its changes."""

    change: Change = "none"
    amount: Annotated[float, Field(ge=0, le=1.5), _Step] = 1.0  # of the position embedding
    seed: _Count = 0
    patch: _Count = 0  # whose embedding all get
    table: Literal["used", "learned"] = "used"  # at this size, or as it was learned


class VersusState(_Subject):
    """ViT vs CNN: what is done to the picture, how strongly, and which curves are drawn of it."""

    alter: Alter = "drop"
    right: _Pixels = 7  # of a shift, as down
    down: _Pixels = 0
    beyond: Literal["wrap", "photo"] = "wrap"  # what comes in then
    block: _Count = 56  # side in pixels, of a shuffle
    share: _Share = 0.5  # of the patches that are dropped
    first: First = "random"  # which of them
    fill: Literal["mean", "blur", "token"] = "mean"  # what they show then; "token": nothing
    side: _Share = 0.4  # of the square that covers, as a share of the picture's
    cx: _Percent = 50  # its centre
    cy: _Percent = 50
    sigma: Annotated[float, Field(ge=0, le=16), _Step] = 4.0  # pixels of blur
    noise: _Share = 0.2
    grey: _Share = 1.0
    angle: Annotated[int, Field(ge=-180, le=180)] = 30  # degrees
    edges: _Share = 1.0
    axis: Literal["right", "down"] = "right"  # along which the range of a shift goes
    span: Literal["near", "far"] = "near"
    over: Literal["shared", "own"] = "shared"  # whose label the curves are of
    score: Literal["probability", "logit"] = "probability"
    vit_depth: _Index = ""  # whose receptive field is shown, from 0; "": the last
    cnn_depth: _Index = ""


class ModelsState(_Subject):
    """Models: what the list of names is searched for, and the name whose row is open."""

    find: Annotated[str, _text(r"[ -~]{0,60}")] = ""
    only: Literal["", "vit", "cnn", "here"] = ""
    look: Annotated[str, _text(rf"|{_MODEL}")] = ""


class LessonState(_Subject):
    """Lesson: the step that is shown, and what was answered to the questions of all."""

    step: StepName = "photo"
    answers: Annotated[str, _text(rf"|{_ANSWER}(?:-{_ANSWER}){{0,31}}")] = ""
    room: Annotated[str, _text(r"|[2-9a-z]{8}")] = ""  # of the lecture in which it is seen


class ViewState(
    ExploreState,
    ExplainState,
    InsideState,
    PositionsState,
    VersusState,
    LessonState,
    ModelsState,
):
    """One state of all pages; every field is a query parameter of the same name."""

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> Self:
        """The state in `parameters`; what is missing or malformed is the default."""
        return cls()._taking(parameters)

    @classmethod
    def refused(cls, parameters: Mapping[str, str]) -> list[str]:
        """The names of those settings in `parameters` that are malformed."""
        return sorted(cls()._sorted(parameters)[1])

    def parameters(self) -> dict[str, str]:
        """The query parameters that restore this state; defaults are left out."""
        found = self.model_dump(exclude_defaults=True)
        return {name: f"{v:g}" if isinstance(v, float) else str(v) for name, v in found.items()}

    def some(self, *names: str) -> dict[str, object]:
        """The fields of these names, for a view that shows them. Raises AttributeError."""
        return {name: getattr(self, name) for name in names}

    def with_(self, changes: Mapping[str, object]) -> Self:
        """This state with the well-formed ones among `changes` in place; others are ignored."""
        return self._taking(changes)

    def _taking(self, changes: Mapping[str, object]) -> Self:
        return self._sorted(changes)[0]

    def _sorted(self, changes: Mapping[str, object]) -> tuple[Self, set[str]]:
        """This state with the well-formed ones among `changes`, and the names of the others."""
        given = {name: changes[name] for name in type(self).model_fields if name in changes}
        refused = {name for name, value in given.items() if not _is_ascii(value)}
        taken = {name: value for name, value in given.items() if name not in refused}
        try:
            return type(self)(**{**self.model_dump(), **taken}), refused
        except ValidationError as error:
            refused |= {str(detail["loc"][0]) for detail in error.errors()}
        good = {name: value for name, value in taken.items() if name not in refused}
        return type(self)(**{**self.model_dump(), **good}), refused

    @property
    def uploaded(self) -> bool:
        """Whether the photo is a visitor's own."""
        return bool(_UPLOAD.fullmatch(self.photo))

    def language(self, wanted: str | None) -> Language:
        """The language to speak to a visitor whose browser wants `wanted`."""
        return self.lang or negotiate(wanted)

    def words(self, wanted: str | None) -> Words:
        """The words of that language."""
        return words(self.language(wanted))

    def carried(self, before: Grid, after: Grid) -> Self:
        """This state with its patches at the same place of another grid (rows, columns)."""
        moved = carried(self.model_dump(), before, after)
        return self.with_(moved if self.model_b else moved | {"query_b": ""})


def _is_ascii(value: object) -> bool:
    """Whether a value is what a page writes; Python would read the digits of every script."""
    return not isinstance(value, str) or value.isascii()


def carried(changes: Mapping[str, object], before: Grid, after: Grid) -> dict[str, object]:
    """`changes` of a state with the patches that they name at the same place of another grid.

    A patch that is not on the grid `before` stays as it is.
    """

    def query(text: str) -> str:
        there = _PATCH.fullmatch(text) and int(text) < before[0] * before[1]
        return str(same_place(int(text), before, after)) if there else text

    def pin(text: str) -> str:
        token, at, head = text.partition("@")
        return f"{query(token)}{at}{head}"

    moves: dict[str, Callable[[str], str]] = {"query": query, "a": pin, "b": pin}
    if changes.get("change") == "all":  # else its patch is the default or without effect
        moves["patch"] = query
    return {
        name: moves[name](str(value)) if name in moves else value for name, value in changes.items()
    }
