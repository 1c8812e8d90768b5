"""The second photo beside the first one: the same model and grid, named by the view state.

An address names it as it names the first: whoever knows an upload's unguessable name may see it,
as at /api/photo, and nobody else.
"""

from dataclasses import replace

from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import ViewState


def second_name(analysis: Analysis, state: ViewState) -> str:
    """The second photo's name; "" where there is none, or where it is the first one again."""
    name = photos.opening(state.second) if state.second else ""
    return "" if name == analysis.spec.photo else name


def second_of(analysis: Analysis, state: ViewState) -> Analysis | None:
    """Its analysis, from the cache or made now; None without one.

    Raises ImageError where no such photo is here, and what `analyses.analysis` raises.
    """
    name = second_name(analysis, state)
    return analyses.analysis(replace(analysis.spec, photo=name)) if name else None
