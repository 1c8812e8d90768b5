"""Where on the picture the tokens of each attention call come from, found by following a change.

Blocks unroll, pool, pad and convolve their tokens, each family in its own way. What they did is
not assumed: the picture is altered a little, and what of each query and key answers is measured,
once for the alteration itself and once with it growing from top to bottom and from left to right.
The ratio of the answers is the height, or the breadth, at which a token's pixels lie.

No token may learn of another one meanwhile, so a call does not mix: it gives what it gave for the
unaltered picture, and what is new in each query besides, for the row of the output is the token
that asked.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall, AttentionTap

_STEP = 1e-2  # of the pixels' own spread: small enough that answers add up, far above rounding
_NOTHING = 1e-6  # of the median answer: what is less has no pixels of its own


@dataclass(frozen=True, eq=False)
class Origins:
    """Where the tokens of one call lie: (y, x) from 0 to 1, NaN for what is of no pixel.

    In the order in which the call had them; several entries of the batch are windows. `queries` is
    None where each key asks too.
    """

    keys: Float[Tensor, "windows keys 2"]
    queries: Float[Tensor, "windows queries 2"] | None


@dataclass
class _Met:
    """What one call had: the rows that asked, those looked at, and its output."""

    asked: Tensor
    looked: Tensor
    output: Tensor


def origins(module: nn.Module, pixels: Tensor, draws: int) -> list[Origins]:
    """Return for each attention call of a pass where its tokens come from.

    Three passes a draw and one more; more draws tell neighbours that share pixels better apart.
    """
    still, found = _pass(module, pixels, []), []
    for seed in range(draws):
        change = _STEP * torch.randn(pixels.shape, generator=torch.Generator().manual_seed(seed))
        ramps = [torch.ones(1, 1), *_ramps(pixels.shape[2], pixels.shape[3])]
        found.append([_pass(module, pixels + change * ramp, still) for ramp in ramps])
    return [_origins(still[k], [[met[k] for met in draw] for draw in found])
            for k in range(len(still))]  # fmt: skip


def _ramps(height: int, width: int) -> tuple[Tensor, Tensor]:
    down, across = (torch.arange(side) + 0.5 for side in (height, width))
    return (down / height)[:, None], (across / width)[None]


def _pass(module: nn.Module, pixels: Tensor, still: list[_Met]) -> list[_Met]:
    """One pass; of a second one nothing mixes, and `still` is what the first one met."""
    met: list[_Met] = []

    def see(call: AttentionCall) -> Tensor | None:
        asked = call.queries if call.asked is None else call.asked
        # A key and a value are of one token: both tell where it is, and by hand the value alone.
        looked = call.values if call.by_hand else torch.cat([call.keys, call.values], dim=-1)
        met.append(_Met(asked, looked, call.output))
        if not still:
            return None
        before = still[len(met) - 1]
        return before.output + _carried(asked - before.asked, call.output)

    with torch.no_grad(), AttentionTap(see):
        module(pixels)
    return met


def _carried(news: Tensor, output: Tensor) -> Tensor:
    """What is new in the queries, in as many numbers as the output has."""
    width = news.shape[-1]
    mixed = torch.randn(width, output.shape[-1], generator=torch.Generator().manual_seed(width))
    return (news @ mixed) * width**-0.5


def _origins(still: _Met, draws: list[list[_Met]]) -> Origins:
    asked = [[each.asked - still.asked for each in draw] for draw in draws]
    looked = [[each.looked - still.looked for each in draw] for draw in draws]
    if still.asked.shape[:3] == still.looked.shape[:3]:
        return Origins(_places([*asked, *looked]), None)
    return Origins(_places(looked), _places(asked))


def _places(answers: list[list[Tensor]]) -> Float[Tensor, "windows tokens 2"]:
    """The heights and breadths of (windows, heads, tokens, dim), by least squares over all."""
    even, down, across = (
        torch.cat([each[k] for each in answers], dim=-1).double().transpose(1, 2).flatten(2)
        for k in range(3)
    )
    strength = (even * even).sum(dim=-1)
    places = torch.stack([(ramp * even).sum(dim=-1) / strength for ramp in (down, across)], dim=-1)
    nothing = strength <= _NOTHING * strength.median()
    return places.masked_fill(nothing[..., None], float("nan"))
