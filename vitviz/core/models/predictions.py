"""From logits to what a person reads: probabilities, the few classes with most, how two differ."""

import numpy as np
from jaxtyping import Float, Float64
from torch import Tensor

from vitviz.errors import ArgumentError, ModelError


def probabilities(logits: Float[Tensor, " classes"]) -> Float64[np.ndarray, " classes"]:
    """Return the softmax of the logits, computed in float64; the sum is 1 within 1e-12.

    Raises ModelError("no_head") where there is no class, ArgumentError if a logit is not finite.
    """
    exact = logits.detach().cpu().double()  # MPS knows no float64
    if exact.shape == (0,):
        raise ModelError("no_head")
    if exact.ndim != 1 or not bool(exact.isfinite().all()):
        rule = "one axis, all finite"
        got = tuple(exact.shape)
        raise ArgumentError("not_logits", argument="logits", rule=rule, got=got)
    return exact.softmax(dim=0).numpy()


def top(logits: Float[Tensor, " classes"], k: int = 5) -> tuple[tuple[int, float], ...]:
    """Return the k likeliest classes as (class index, probability), the likeliest first.

    Of classes with the same probability the one with the lower index comes first; a model with
    fewer than k classes gives them all, one without a head none. Raises ArgumentError if k is less
    than 1 or a logit is not finite.
    """
    if k < 1:
        raise ArgumentError("not_a_count", argument="k", rule="at least 1", got=k)
    if logits.shape == (0,):
        return ()
    shares = probabilities(logits)
    order = np.argsort(-shares, kind="stable")[:k]
    return tuple((int(index), float(shares[index])) for index in order)


def divergence(before: Float[Tensor, " classes"], after: Float[Tensor, " classes"]) -> float:
    """Return KL(before || after) of the two softmaxes in nats, in float64: 0 where they agree.

    How much is lost by taking `after` for the truth when it is `before` (Kullback and Leibler
    1951); it is not the same the other way round and has no upper limit. Raises ArgumentError as
    `probabilities` does, and for logits over another number of classes.
    """
    shares = probabilities(before)
    probabilities(after)
    if before.shape != after.shape:
        rule, got = f"{before.shape[0]} classes", tuple(after.shape)
        raise ArgumentError("not_logits", argument="after", rule=rule, got=got)
    logs = [said.detach().cpu().double().log_softmax(dim=0).numpy() for said in (before, after)]
    return max(0.0, float(np.sum(shares * (logs[0] - logs[1]))))
