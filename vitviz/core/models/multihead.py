"""torch's own nn.MultiheadAttention, so that taps see its attention.

In inference it computes all of itself in one operation of torch's (the "fast path"), as does an
nn.TransformerEncoderLayer, and asked for its weights it multiplies by hand. torchvision's ViTs,
SigLIP's pool and most Vision Transformers of a course are made of it.
"""

from collections.abc import Iterator

from torch import Tensor, nn
from torch.nn import functional


class Multihead(nn.MultiheadAttention):
    """The same module, its attention by torch's fused call wherever that is all there is to it.

    What has masks, learned keys, or no batch stays torch's own.
    """

    fused_attn = True

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Return what torch's does: the tokens, and their weights where they are needed."""
        masked = key_padding_mask is not None or attn_mask is not None or is_causal
        learned = self.bias_k is not None or self.add_zero_attn
        if masked or learned or query.ndim != 3 or self.training or not self.fused_attn:
            return super().forward(
                query,
                key,
                value,
                key_padding_mask,
                need_weights,
                attn_mask,
                average_attn_weights,
                is_causal,
            )
        given = [each if self.batch_first else each.transpose(0, 1) for each in (query, key, value)]
        asked, looked, told = map(self._of_heads, self._projected(given))
        made = functional.scaled_dot_product_attention(asked, looked, told)
        joined = self.out_proj(made.transpose(1, 2).flatten(2))
        weights = None
        if need_weights:
            weights = (asked * self.head_dim**-0.5 @ looked.transpose(-2, -1)).softmax(-1)
            weights = weights.mean(1) if average_attn_weights else weights
        return joined if self.batch_first else joined.transpose(0, 1), weights

    def _projected(self, given: list[Tensor]) -> Iterator[Tensor]:
        """Queries, keys and values: torch keeps one matrix for the three where they are as wide."""
        if self._qkv_same_embed_dim:
            matrices: tuple[Tensor, ...] = self.in_proj_weight.chunk(3)
        else:
            matrices = self.q_proj_weight, self.k_proj_weight, self.v_proj_weight
        known = self.in_proj_bias
        biases = (None,) * 3 if known is None else known.chunk(3)
        for rows, matrix, bias in zip(given, matrices, biases, strict=True):
            yield functional.linear(rows, matrix, bias)

    def _of_heads(self, tokens: Tensor) -> Tensor:
        return tokens.unflatten(2, (self.num_heads, self.head_dim)).transpose(1, 2)


def show_multihead(module: nn.Module) -> None:
    """Let taps see the attention of every nn.MultiheadAttention inside `module`."""
    for part in module.modules():
        if type(part) is nn.MultiheadAttention:
            part.__class__ = Multihead
        if isinstance(part, nn.TransformerEncoderLayer):
            # By this word it knows whether its fast path fits; what it computes it has elsewhere.
            part.activation_relu_or_gelu = 0


def hidden_multihead(part: nn.Module) -> bool:
    """Return whether this is an nn.MultiheadAttention of another class, which stays unseen."""
    return isinstance(part, nn.MultiheadAttention) and type(part) is not Multihead
