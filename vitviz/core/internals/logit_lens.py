"""What each layer would predict: the tokens read as if the model ended there.

The stream after any block goes through the model's own final norm and head, as the last one does
(the logit lens, nostalgebraist 2020: interpreting GPT). The head was trained on the last layer
alone, so what it says of an early one is a guess in a language that is only being formed.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.internals.residual_stream import Depth
from vitviz.core.models.architecture import refusal
from vitviz.core.models.classes import require_head
from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError


def lens(vit: Vit, depth: Depth) -> Float[Tensor, "depths classes"]:
    """Return the logits that the head gives to the tokens of each depth.

    Row 0 reads the embedding, row k the tokens after k blocks. The last row is the model's own
    answer, to the last bit unless the model sums tokens that it holds in another order in memory.
    Raises ModelError("no_head") for a model without classes, ModelError("no_lens") for one without
    a final norm and a head that take tokens.
    """
    norm = _norm(vit)
    with torch.no_grad():  # one depth at a time: a batch would sum in another order
        return torch.cat([_head(vit, norm(tokens[None])) for tokens in depth.tokens])


def patch_lens(vit: Vit, tokens: Float[Tensor, "tokens dim"]) -> Float[Tensor, "tokens classes"]:
    """Return what the head would say of each token if it were all that the head reads.

    `tokens` are those of one depth. Each stands in for every prefix token and for one
    patch, so that a head that reads the class token, the mean of the patches or a pool reads
    this token and nothing else. Raises as `lens` does, also for a pool that adds positions of its
    own, and ArgumentError for tokens of another width.
    """
    norm = _norm(vit)
    width = getattr(vit.module, "embed_dim", tokens.shape[1])
    if tokens.shape[1] != width:
        got = tuple(tokens.shape)
        raise ArgumentError("broken_invariant", argument="tokens", rule=f"{width} wide", got=got)
    if getattr(getattr(vit.module, "attn_pool", None), "pos_embed", None) is not None:
        raise refusal("no_lens", vit.module, part="attn_pool.pos_embed")
    with torch.no_grad():
        alone = norm(tokens)[:, None].expand(-1, vit.prefix + 1, -1)
        return _head(vit, alone)


def _norm(vit: Vit) -> nn.Module:
    require_head(vit)
    norm = getattr(vit.module, "norm", None)
    if not (hasattr(vit.module, "forward_head") and isinstance(norm, nn.Module)):
        raise refusal("no_lens", vit.module, part="norm or head")
    return norm


def _head(vit: Vit, tokens: Tensor) -> Float[Tensor, "batch classes"]:
    return vit.module.forward_head(tokens)  # pyright: ignore[reportCallIssue]
