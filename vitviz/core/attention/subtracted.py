"""The second map of differential attention: what a layer's weights are less of.

Differential attention (Ye et al. 2024, eq. 1) reads its values through softmax(q1 k1^T) - lambda
softmax(q2 k2^T): one map, whose weights may be negative and whose rows sum to 1 - lambda.
"""

from collections.abc import Callable
from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Subtracted:
    """Queries and keys of the map that is taken away `factor` times, as the first map has them.

    Scale and bias are the first map's. `factor` is lambda, one number for all heads: a tensor, for
    reading it would wait for an accelerator.
    """

    queries: Float[Tensor, "*batch heads queries dim"]
    keys: Float[Tensor, "*batch heads tokens dim"]
    factor: Float[Tensor, ""]

    def of(self, change: Callable[[Tensor], Tensor]) -> "Subtracted":
        """Return the same with queries and keys changed alike."""
        return Subtracted(change(self.queries), change(self.keys), self.factor)
