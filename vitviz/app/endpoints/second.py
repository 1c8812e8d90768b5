"""What stands beside the first photo, as the state names it: a second one, a second ViT, or both.

An address names a photo as it names the first: whoever knows an upload's unguessable name may see
it, as at /api/photo, and nobody else.
"""

from dataclasses import replace

from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import Analysis, AnalysisSpec
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.counterpart import same_box
from vitviz.errors import ArgumentError


def second_name(analysis: Analysis, state: ViewState) -> str:
    """The second photo's name; "" where there is none, or where it is the first one again."""
    name = photos.opening(state.second) if state.second else ""
    return "" if name == analysis.spec.photo else name


def second_of(analysis: Analysis, state: ViewState) -> Analysis | None:
    """Its analysis, from the cache or made now; None without one.

    Raises ImageError where no such photo is here, and what `analyses.analysis` raises.
    """
    name, (rows, cols) = second_name(analysis, state), analysis.trace.grid
    same = replace(analysis.spec, photo=name, rows=rows, cols=cols, shape="model")
    return analyses.analysis(same) if name else None


def beside_spec(first: AnalysisSpec, state: ViewState) -> AnalysisSpec | None:
    """What is made for the second side: the state's photo and ViT, the first side's where it names
    none; None where it names neither. The CNN is the first side's.
    """
    photo = photos.opening(state.second) if state.second else first.photo
    if state.model_b:
        named = {"model": state.model_b, "weights": state.weights_b}
        return replace(first, photo=photo, rows=state.rows_b, cols=state.cols_b, **named)
    return None if photo == first.photo else replace(first, photo=photo)


def beside_of(analysis: Analysis, state: ViewState) -> Analysis:
    """Its analysis, from the cache or made now.

    Raises ArgumentError where the state names nothing beside the first, and what
    `analyses.analysis` raises.
    """
    spec = beside_spec(analysis.spec, state)
    if spec is None:
        rule = "a second photo or a second model"
        raise ArgumentError("out_of_range", argument="model_b", rule=rule, got="")
    return analyses.analysis(spec)


def comparable(first: Analysis, second: Analysis) -> bool:
    """Whether both models see the same part of the same photo."""
    one_photo = first.spec.photo == second.spec.photo
    return one_photo and same_box(first.framing.box, second.framing.box)
