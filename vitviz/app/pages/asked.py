"""What an address asks for and the page does not have: said, never silently something else."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from vitviz.core.models.load import Cnn, Vit

_MOST = 3  # settings that are named
_LONGEST = 24  # characters of a setting that are repeated


def not_there(
    _: Words,
    address: Mapping[str, str],
    state: ViewState,
    analysis: Analysis,
    shown: Iterable[str],
) -> list[str]:
    """A sentence on the settings that make no sense, or that the model does not have, or none.

    `address` are the parameters that the browser bears, `shown` the fields that the page shows.
    """
    wrong = {name: address[name] for name in ViewState.refused(address)}
    wrong |= {name: str(getattr(state, name)) for name in _lacking(state, analysis, shown)}
    if not wrong:
        return []
    named = [f"{name}={value}"[:_LONGEST] for name, value in sorted(wrong.items())]
    text = _(
        "The address asks for {settings}, which is not there. The page shows what it opens with "
        "instead."
    )
    return [text.format(settings=", ".join(named[:_MOST]))]


def _lacking(state: ViewState, analysis: Analysis, shown: Iterable[str]) -> list[str]:
    """The fields among `shown` whose value the analysis does not have."""
    has = _has(analysis)
    named = {name: str(getattr(state, name)) for name in set(shown) & has.keys()}
    if state.change != "all":
        named.pop("patch", None)  # without effect
    if state.alter != "shuffle" or state.block == ViewState().block:
        named.pop("block", None)  # without effect, or not asked for
    return [name for name, value in named.items() if value and not has[name](value)]


def _has(analysis: Analysis) -> Mapping[str, Callable[[str], bool]]:
    """By field, whether the analysis has what a value names."""
    trace = analysis.trace
    patches = trace.grid[0] * trace.grid[1]
    layers, classes = len(trace.layers), trace.logits.shape[-1]

    def query(name: str) -> bool:
        prefix = name.startswith("p")
        return int(name[1:]) < trace.prefix if prefix else int(name) < patches

    def head(name: str) -> bool:
        layer, _, number = name.partition(".")
        if name == "rollout":
            return True
        heads = trace.layers[int(layer)].queries.shape[0] if int(layer) < layers else 0
        return int(number) < heads if number.isdecimal() else heads > 0

    def pin(name: str) -> bool:
        token, _, where = name.partition("@")
        return query(token) and head(where)

    from vitviz.app.endpoints.maps import OF_CNN, methods_of  # not before torch is here

    def block(side: str) -> bool:
        from vitviz.core.perturbation.perturbation import blocks  # not before torch is here

        return int(side) in blocks(trace.size, analysis.vit.patch)

    def depth(number: str, model: "Vit | Cnn") -> bool:
        from vitviz.core.comparison.receptive_field import layers_of

        return int(number) < len(layers_of(model))

    def below(end: int) -> Callable[[str], bool]:
        return lambda number: int(number) < end

    def deep(number: str) -> bool:
        if analysis.vit.one_grid:
            return int(number) <= layers  # 0 is the embedding
        from vitviz.core.internals.block_map import attending_blocks

        return 1 <= int(number) <= len(attending_blocks(analysis.vit))

    of_class, of_layer = below(classes), below(layers)
    return {
        **{"query": query, "head": head, "a": pin, "b": pin, "patch": below(patches)},
        **{"target": of_class, "against": of_class, "depth": deep},
        **{"cam": of_layer, "start": of_layer},
        "vit_depth": lambda number: depth(number, analysis.vit),
        "cnn_depth": lambda number: depth(number, analysis.cnn),
        "block": block,
        "method": lambda name: name in (*methods_of(trace), OF_CNN),
        "off": lambda names: all(map(head, re.split("-", names))),
    }
