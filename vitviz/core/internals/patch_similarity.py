"""How alike the patches of two photos are for the model: the cosine of their tokens.

Tokens are compared as they leave the model's final norm, where a model has one, for that is what
the model was trained to hand on (self-supervised ones: to tell parts of things apart). Tokens of an
earlier layer go through the same norm, as in the logit lens.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.internals.patch_stream import final_norm
from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError


def directions(vit: Vit, tokens: Float[Tensor, "patches dim"]) -> Float[Tensor, "patches dim"]:
    """Return tokens of the residual stream after the model's final norm, each at length 1.

    The product of any two is their cosine. A token of length 0 stays as it is. Raises
    ArgumentError for tokens of another width than the model's.
    """
    width = getattr(vit.module, "embed_dim", tokens.shape[1]) if vit.one_grid else tokens.shape[1]
    if tokens.shape[1] != width:
        got = tuple(tokens.shape)
        raise ArgumentError("broken_invariant", argument="tokens", rule=f"{width} wide", got=got)
    with torch.no_grad():
        norm = final_norm(vit, tokens.shape[1])
        normed = _normed(norm, tokens) if norm else tokens
    return nn.functional.normalize(normed, dim=-1)


def _normed(norm: nn.Module, tokens: Tensor) -> Tensor:
    if not type(norm).__name__.endswith("2d"):
        return norm(tokens)
    return norm(tokens[..., None, None])[..., 0, 0]  # a norm of maps: each token is one place


def patch_similarity(
    vit: Vit, of: Float[Tensor, "patches dim"], to: Float[Tensor, "others dim"]
) -> Float[Tensor, "patches others"]:
    """Return the cosine between every patch of one photo and every patch of another: -1 to 1.

    Both are tokens of the residual stream at one depth (`components.patch_tokens`); they may be
    the same. Raises as `directions` does.
    """
    return (directions(vit, of) @ directions(vit, to).T).clamp(-1, 1)
