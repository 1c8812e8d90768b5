"""The Python of feature components and of the patches that are like one."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.depths import place_among
from vitviz.app.endpoints.second import second_name
from vitviz.app.endpoints.snippets.lines import bytes_of, is_bundled, lines, named
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.patch_stream import last_grid
from vitviz.core.models.token_layout import same_place

_OWN = "# The second photo lies beside it as second.jpg."
_DIRECTIONS = "from vitviz.core.internals.patch_similarity import directions"


def components(analysis: Analysis, state: ViewState) -> str:
    """Components of the patch tokens of one depth, and each patch's cosine with the query."""
    at = f", at={int(state.depth)}" if state.depth else ""
    second = second_name(analysis, state)
    both = ("tokens", "others") if second else ("tokens",)
    query = int(state.query) if state.query.isdecimal() else 0
    grid = "*framing.grid"
    if not analysis.vit.one_grid:
        last, blocks = last_grid(analysis.vit)
        at = f", at={place_among(state.depth, blocks)}" if state.depth else ""
        query, grid = same_place(query, analysis.trace.grid, last), f"{last[0]}, {last[1]}"
    asks = "others" if second and state.on == "second" else "tokens"
    like = f"vitviz.patch_similarity(vit, {asks}[{query}:{query + 1}], {{}})[0]"
    names = {"scores": "found.scores[0]", "directions": "directions(vit, tokens).half()"}
    if second:
        names |= {"second_scores": "found.scores[1]"}
        names |= {"second_directions": "directions(vit, others).half()"}
    return lines(
        analysis,
        *(_second(second) if second else ()),
        "",
        _DIRECTIONS,
        "",
        f"tokens = vitviz.patch_tokens(vit, pixels{at})  # patches x vector's length",
        *((f"others = vitviz.patch_tokens(vit, other_pixels{at})",) if second else ()),
        f"found = vitviz.components({', '.join(both)})  # .scores, .shares of the variance",
        f"colours = [one.reshape({grid}, -1) for one in found.colours]  # from 0 to 1",
        f"like = {like.format('tokens')}  # from -1 to 1",
        *((f"like_there = {like.format('others')}",) if second else ()),
        *named(**names),
    )


def _second(photo: str) -> tuple[str, ...]:
    own = () if is_bundled(photo) else (_OWN, "from pathlib import Path")
    return (
        *own,
        f"other = vitviz.decode({bytes_of(photo, 'second.jpg')})",
        "other_pixels, other_framing = vitviz.frame(other, vit, size=tuple(pixels.shape[2:]))",
    )
