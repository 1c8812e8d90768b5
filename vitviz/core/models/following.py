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

Neighbours that share pixels are told apart better by more pictures, since what of a neighbour's
pixels a token takes depends on them: a trail goes on from one to the next and adds up the answers.
"""

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall, AttentionTap

_STEP = 1e-2  # of the pixels' own spread: small enough that answers add up, far above rounding
_REACH = 4  # calls behind one that was altered; what is further off is blurred again
_NOTHING = 1e-6  # of the median answer: what is less has no pixels of its own
# Seeds, apart from each other and from the picture's own: a change along the picture is only more
# or less of it, which the norm behind the patches takes away again.
_PICTURES, _CHANGES = 1000, 2000

_Calls = dict[int, AttentionCall]  # by their numbers in a pass


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


@dataclass(eq=False)
class Trail:
    """What the tokens of a pass answered to the pictures that were altered so far.

    `calls` are those of a plain pass of `pixels`, the first of the pictures. The change begins in
    the picture, or where `places` are given in the output of the call of number `source`, whose
    queries lie there, NaN for one of no pixel. Then nothing is found of the calls up to it, and of
    those behind it the next few alone.
    """

    module: nn.Module
    pixels: Tensor
    calls: Sequence[AttentionCall]
    source: int = 0
    places: Float[Tensor, "windows queries 2"] | None = None
    _pictures: int = field(default=0, init=False)
    _answers: dict[int, _Answers] = field(default_factory=dict, init=False)

    def origins(self, pictures: int, sought: Sequence[int]) -> dict[int, Origins]:
        """Return for the calls of these numbers where their tokens come from.

        By so many pictures in all. One takes three passes, each but the first one more; they end
        at the last call that is sought. What was not sought once cannot be had later.
        """
        near = [at for at in sought if self.places is None or 0 < at - self.source <= _REACH]
        near = [at for at in near if at in self._answers or not self._pictures]
        while self._pictures < pictures and near:
            picture, still = self._unaltered(near[-1])
            altered = self._altered(picture, still, near)
            news = list(altered)
            for at in near:
                told = _answers(still[at], [one[at] for one in news])
                self._answers[at] = self._answers[at] + told if self._pictures else told
            self._pictures += 1
        return {at: self._answers[at].origins() for at in near}

    def _unaltered(self, last: int) -> tuple[Tensor, _Calls]:
        if not self._pictures:  # its pass was made before
            return self.pixels, dict(enumerate(self.calls[: last + 1]))
        picture = _noise(self.pixels, _PICTURES + self._pictures)
        return picture, _pass(self.module, picture, {}, range(last + 1))

    def _altered(self, picture: Tensor, still: _Calls, sought: Sequence[int]) -> Iterator[_Calls]:
        """Three passes: with the change, and with it growing from the top and from the left."""
        if self.places is None:
            change = _noise(picture, _CHANGES + self._pictures) * _STEP
            for ramp in (torch.ones(1, 1), *_ramps(picture.shape[2], picture.shape[3])):
                yield _pass(self.module, picture + change * ramp, still, sought)
            return
        there, (down, across) = self.places.isfinite().all(-1), self.places.nan_to_num().unbind(-1)
        output = still[self.source].output
        change = _noise(output, _CHANGES + self._pictures) * output.std() * _STEP
        for ramp in (torch.ones_like(down), down, across):
            altered = output + change * (ramp * there)[:, None, :, None]
            yield _pass(self.module, picture, still, sought, (self.source, altered))


def _noise(like: Tensor, seed: int) -> Tensor:
    return torch.randn(like.shape, generator=torch.Generator().manual_seed(seed))


def _ramps(height: int, width: int) -> tuple[Tensor, Tensor]:
    down, across = (torch.arange(side) + 0.5 for side in (height, width))
    return (down / height)[:, None], (across / width)[None]


def _asked(call: AttentionCall) -> Tensor:
    return call.queries if call.asked is None else call.asked


def _looked(call: AttentionCall) -> Tensor:
    # A key and a value are of one token: both tell where it is, and by hand the value alone.
    return call.values if call.by_hand else torch.cat([call.keys, call.values], dim=-1)


def _pass(
    module: nn.Module,
    pixels: Tensor,
    still: _Calls,
    sought: Sequence[int],
    altered: tuple[int, Tensor] | None = None,
) -> _Calls:
    """The sought calls of a pass, which ends at the last one; of a second one nothing mixes.

    `still` are the calls of the first one. `altered` is a call and the output put in its place.
    """
    met: _Calls = {}
    numbers = itertools.count()

    def see(call: AttentionCall) -> Tensor | None:
        at = next(numbers)
        if at in sought:
            met[at] = call
        if at == sought[-1]:
            raise _Ended
        if not still:
            return None
        if altered is not None and altered[0] == at:
            return altered[1]
        return still[at].output + _carried(_asked(call) - _asked(still[at]), call.output)

    with torch.no_grad(), AttentionTap(see), suppress(_Ended):
        module(pixels)
    return met


def _carried(news: Tensor, output: Tensor) -> Tensor:
    """What is new in the queries, in as many numbers as the output has."""
    width = news.shape[-1]
    if width == output.shape[-1]:
        return news
    mixed = torch.randn(width, output.shape[-1], generator=torch.Generator().manual_seed(width))
    return (news @ mixed) * width**-0.5


def _answers(still: AttentionCall, news: Sequence[AttentionCall]) -> _Answers:
    """What is new in a call by each of the three changes, times what is new by the even one."""
    asked, looked = ([_by_token(of(one) - of(still)) for one in news] for of in (_asked, _looked))
    return _Answers(*(
        torch.stack([(one * side[0]).sum(dim=-1) for one in side]) for side in (asked, looked)
    ))  # fmt: skip


def _by_token(news: Tensor) -> Tensor:
    """Numbers of (windows, heads, tokens, dim), those of a token together."""
    return news.double().transpose(1, 2).flatten(2)


def _places(sums: Float[Tensor, "3 windows tokens"]) -> Float[Tensor, "windows tokens 2"]:
    """The heights and breadths, by least squares over all numbers and pictures."""
    strength, down, across = sums
    places = torch.stack([down / strength, across / strength], dim=-1)
    nothing = strength <= _NOTHING * strength.median()
    return places.masked_fill(nothing[..., None], float("nan"))
