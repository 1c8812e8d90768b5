"""Where on the picture the tokens of each attention call come from, found by following a change.

Blocks unroll, pool, pad and convolve their tokens, each family in its own way. What they did is
not assumed: the picture is altered a little, and what of each query and key answers is measured,
once for the alteration itself and once with it growing from top to bottom and from left to right.
The ratio of the answers is the height, or the breadth, at which a token's pixels lie.

No token may learn of another one meanwhile, so a call does not mix: it gives what it gave for the
unaltered picture, and what is new in each query besides, for the row of the output is the token
that asked.

Convolutions between the blocks spread the change block by block, until the tokens of a deep one
cannot be told apart. Where a call's places are known, the change may begin there: its output is
altered in place of the picture, and what the next calls answer has passed a few convolutions only.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall, AttentionTap

_STEP = 1e-2  # of the pixels' own spread: small enough that answers add up, far above rounding
_REACH = 4  # calls behind one that was altered; what is further off is blurred again
_NOTHING = 1e-6  # of the median answer: what is less has no pixels of its own


@dataclass(frozen=True, eq=False)
class Origins:
    """Where the tokens of one call lie: (y, x) from 0 to 1, NaN for what is of no pixel.

    In the order in which the call had them; several entries of the batch are windows. `queries` is
    None where each key asks too.
    """

    keys: Float[Tensor, "windows keys 2"]
    queries: Float[Tensor, "windows queries 2"] | None


class _Ended(Exception):
    """A pass has come to the last call that is asked for: the rest would tell nothing."""


@dataclass
class _Met:
    """What one call had: the rows that asked, those looked at, and its output."""

    asked: Tensor
    looked: Tensor
    output: Tensor


@dataclass(frozen=True, eq=False)
class _Answers:
    """What a call's tokens answered, as products with what they answered to the even change."""

    asked: Float[Tensor, "3 windows queries"]
    looked: Float[Tensor, "3 windows keys"]

    def __add__(self, other: "_Answers") -> "_Answers":
        return _Answers(self.asked + other.asked, self.looked + other.looked)

    def origins(self) -> Origins:
        if self.asked.shape == self.looked.shape:
            return Origins(_places(self.asked + self.looked), None)
        return Origins(_places(self.looked), _places(self.asked))


def origins(module: nn.Module, pixels: Tensor, draws: int) -> list[Origins]:
    """Return for each attention call of a pass where its tokens come from.

    Four passes a draw. More draws tell neighbours that share pixels better apart: each alters
    another picture, since what of a neighbour's pixels a token takes depends on them.
    """

    def altered(picture: Tensor, still: list[_Met], seed: int) -> Iterator[list[_Met]]:
        change = _noise(picture, seed) * _STEP
        for ramp in (torch.ones(1, 1), *_ramps(picture.shape[2], picture.shape[3])):
            yield _pass(module, picture + change * ramp, still)

    return _all_origins(module, pixels, draws, altered)


def origins_after(
    module: nn.Module,
    pixels: Tensor,
    call: int,
    places: Float[Tensor, "windows queries 2"],
    draws: int,
) -> list[Origins]:
    """Return what `origins` does, found by a change that begins in the output of one call.

    `places` are where its queries lie, NaN for one of no pixel. Of the calls up to it nothing is
    found, and of those behind it the next few alone: there the passes end.
    """
    last = call + _REACH
    there, (down, across) = places.isfinite().all(-1), places.nan_to_num().unbind(-1)

    def altered(picture: Tensor, still: list[_Met], seed: int) -> Iterator[list[_Met]]:
        output = still[call].output
        change = _noise(output, seed) * output.std() * _STEP * there[:, None, :, None]
        for ramp in (torch.ones_like(down), down, across):
            yield _pass(module, picture, still, (call, change * ramp[:, None, :, None]), last)

    return _all_origins(module, pixels, draws, altered, last)


def _noise(like: Tensor, seed: int) -> Tensor:
    return torch.randn(like.shape, generator=torch.Generator().manual_seed(seed))


def _all_origins(
    module: nn.Module,
    pixels: Tensor,
    draws: int,
    altered: Callable[[Tensor, list[_Met], int], Iterator[list[_Met]]],
    last: int | None = None,
) -> list[Origins]:
    """`altered` makes three passes: with the change, and with it growing down and across."""
    total: list[_Answers] = []
    for seed in range(draws):
        picture = pixels if seed == 0 else _noise(pixels, draws + seed)
        still = _pass(module, picture, [], last=last)
        each = zip(*altered(picture, still, seed), strict=True)
        found = [_answers(before, news) for before, news in zip(still, each, strict=True)]
        total = [sum_ + one for sum_, one in zip(total, found, strict=True)] if total else found
    return [answers.origins() for answers in total]


def _ramps(height: int, width: int) -> tuple[Tensor, Tensor]:
    down, across = (torch.arange(side) + 0.5 for side in (height, width))
    return (down / height)[:, None], (across / width)[None]


def _pass(
    module: nn.Module,
    pixels: Tensor,
    still: list[_Met],
    altered: tuple[int, Tensor] | None = None,
    last: int | None = None,
) -> list[_Met]:
    """One pass; of a second one nothing mixes, and `still` is what the first one met.

    `altered` is a call and what is added to its output, `last` the call with which the pass ends.
    """
    met: list[_Met] = []

    def see(call: AttentionCall) -> Tensor | None:
        asked = call.queries if call.asked is None else call.asked
        # A key and a value are of one token: both tell where it is, and by hand the value alone.
        looked = call.values if call.by_hand else torch.cat([call.keys, call.values], dim=-1)
        met.append(_Met(asked, looked, call.output))
        if len(met) - 1 == last:
            raise _Ended
        if not still:
            return None
        before = still[len(met) - 1]
        if altered is not None and altered[0] == len(met) - 1:
            return before.output + altered[1]
        return before.output + _carried(asked - before.asked, call.output)

    with torch.no_grad(), AttentionTap(see), suppress(_Ended):
        module(pixels)
    return met


def _carried(news: Tensor, output: Tensor) -> Tensor:
    """What is new in the queries, in as many numbers as the output has."""
    width = news.shape[-1]
    mixed = torch.randn(width, output.shape[-1], generator=torch.Generator().manual_seed(width))
    return (news @ mixed) * width**-0.5


def _answers(still: _Met, news: Sequence[_Met]) -> _Answers:
    """What is new in a call by each of the three changes, times what is new by the even one."""
    asked = [_by_token(one.asked - still.asked) for one in news]
    looked = [_by_token(one.looked - still.looked) for one in news]
    return _Answers(*(
        torch.stack([(one * side[0]).sum(dim=-1) for one in side]) for side in (asked, looked)
    ))  # fmt: skip


def _by_token(news: Tensor) -> Tensor:
    """Numbers of (windows, heads, tokens, dim), those of a token together."""
    return news.double().transpose(1, 2).flatten(2)


def _places(sums: Float[Tensor, "3 windows tokens"]) -> Float[Tensor, "windows tokens 2"]:
    """The heights and breadths, by least squares over all numbers and draws."""
    strength, down, across = sums
    places = torch.stack([down / strength, across / strength], dim=-1)
    nothing = strength <= _NOTHING * strength.median()
    return places.masked_fill(nothing[..., None], float("nan"))
