"""Cost against the number of tokens: which part of it grows with the number, which with its square.

For n tokens of width d, MLPs and projections need multiply-adds that grow with n d^2, attention's
weights and their sums such that grow with n^2 d. A measured cost is fitted as a + b n + c n^2.
"""

from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from vitviz.errors import ArgumentError

TERMS = ("constant", "linear", "quadratic")


@dataclass(frozen=True)
class Fit:
    """constant + linear n + quadratic n^2, in the unit of what was fitted; none is negative."""

    constant: float
    linear: float
    quadratic: float

    def __post_init__(self) -> None:
        for name in TERMS:
            if not getattr(self, name) >= 0:
                raise ArgumentError(
                    "broken_invariant", argument=name, rule="not negative", got=getattr(self, name)
                )

    @property
    def even(self) -> float:
        """The number of tokens at which linear and quadratic part are equal; inf for never."""
        return self.linear / self.quadratic if self.quadratic else inf

    def at(self, tokens: float) -> tuple[float, float, float]:
        """The three parts at so many tokens."""
        return self.constant, self.linear * tokens, self.quadratic * tokens**2


def fit(tokens: Float[ndarray, " n"], costs: Float[ndarray, " n"]) -> Fit:
    """Return the parabola without negative terms that is nearest to `costs`.

    Residuals are taken relative to each cost, as a measurement wavers by a share of itself: in
    absolute ones the largest number of tokens would decide alone. Three terms have few sets of
    those that are not 0, so all are tried. Raises ArgumentError for fewer than three different
    numbers of tokens, or costs that are not above 0.
    """
    if len(set(tokens.tolist())) < len(TERMS):
        raise _wrong("tokens", f"{len(TERMS)} different ones or more", tokens.tolist())
    if not (np.isfinite(costs).all() and (costs > 0).all()):
        raise _wrong("costs", "above 0", costs.tolist())
    scale = float(tokens.max())  # or the columns differ by a factor of a million
    powers = np.stack([(tokens / scale) ** power for power in range(len(TERMS))], axis=1)
    columns = powers / costs[:, None]
    best, least = np.zeros(len(TERMS)), inf
    for count in range(1, len(TERMS) + 1):
        for chosen in map(list, combinations(range(len(TERMS)), count)):
            found = np.zeros(len(TERMS))
            found[chosen] = np.linalg.lstsq(columns[:, chosen], np.ones(len(costs)), rcond=None)[0]
            error = float(((columns @ found - 1) ** 2).sum())
            if (found >= 0).all() and error < least:
                best, least = found, error
    return Fit(*(float(each) / scale**power for power, each in enumerate(best)))


def _wrong(argument: str, rule: str, got: object) -> ArgumentError:
    return ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
