"""What a model gives a label: probability and logit, of several classes that count as one too."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Float64
from torch import Tensor


def scores_of(
    logits: Float[Tensor, "batch classes"], classes: Sequence[int]
) -> Float64[Tensor, "batch 2"]:
    """Return probability and logit on the CPU; NaN where no class is named.

    Of several classes the probability is the sum, and the logit the log of their summed exp, so
    that it is the same softmax's.
    """
    exact = logits.detach().cpu().double()  # MPS knows no float64
    if not classes:
        return torch.full((len(exact), 2), torch.nan, dtype=torch.float64)
    logit = exact[:, list(classes)].logsumexp(1)
    probability = (logit - exact.logsumexp(1)).exp().clamp(max=1)
    return torch.stack([probability, logit], dim=1)
