"""A small vision tower as transformers writes them, with random but sharp attention."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

SIZE = (24, 40)
PATCH = 8


@dataclass
class Output:
    """What transformers' models return, as far as it is asked for."""

    last_hidden_state: Tensor | None = None
    pooler_output: Tensor | None = None
    logits: Tensor | None = None


def sdpa(module, query, key, value):
    """The function that transformers hands its attention to; the module is no `self` here."""
    if module.eager:
        module.weights = (query @ key.transpose(-2, -1) * module.scale).softmax(-1)
        return module.weights @ value
    return functional.scaled_dot_product_attention(query, key, value, scale=module.scale)


class SelfAttention(nn.Module):
    eager = False

    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.query, self.key, self.value = (nn.Linear(dim, dim) for _ in range(3))

    def forward(self, hidden_states):
        shape = (1, -1, self.heads, hidden_states.shape[2] // self.heads)
        q, k, v = (
            layer(hidden_states).view(shape).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        return sdpa(self, q, k, v).transpose(1, 2).flatten(2), None


class Layer(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.layernorm_before, self.layernorm_after = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention, self.mlp = SelfAttention(dim, heads), nn.Linear(dim, dim)

    def forward(self, hidden_states):
        attended, _ = self.attention(hidden_states=self.layernorm_before(hidden_states))
        hidden_states = attended + hidden_states
        return self.mlp(self.layernorm_after(hidden_states)) + hidden_states


class Embeddings(nn.Module):
    def __init__(self, dim, registers):
        super().__init__()
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.register_tokens = nn.Parameter(torch.randn(1, registers, dim))
        self.patch_embeddings = nn.Conv2d(3, dim, PATCH, PATCH)
        count = 1 + (SIZE[0] // PATCH) * (SIZE[1] // PATCH)
        self.position_embeddings = nn.Parameter(torch.randn(1, count, dim))

    def forward(self, pixel_values):
        patches = self.patch_embeddings(pixel_values).flatten(2).transpose(1, 2)
        placed = torch.cat([self.cls_token, patches], dim=1) + self.position_embeddings
        return torch.cat([placed[:, :1], self.register_tokens, placed[:, 1:]], dim=1)


class Encoder(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.layer = nn.ModuleList(Layer(dim, heads) for _ in range(2))

    def forward(self, hidden_states):
        for layer in self.layer:
            hidden_states = layer(hidden_states)
        return Output(last_hidden_state=hidden_states)


class Pool(nn.Module):
    """SigLIP's: one learned query, torch's own attention, whose weights nobody takes."""

    def __init__(self, dim, heads):
        super().__init__()
        self.probe = nn.Parameter(torch.randn(1, 1, dim))
        self.attention = nn.MultiheadAttention(dim, heads, batch_first=True)

    def forward(self, hidden_state):
        return self.attention(self.probe, hidden_state, hidden_state)[0][:, 0]


class Tower(nn.Module):
    """`gives`: "logits" of the class token, of a "pool", "mean" of the patches, "pooled", "tokens".

    "mapping" and "several" are the logits in a dictionary, and before something else.
    """

    def __init__(self, gives="logits", registers=2, dim=24, heads=3):
        super().__init__()
        self.gives, self.before = gives, 1 + registers
        self.embeddings, self.encoder = Embeddings(dim, registers), Encoder(dim, heads)
        self.layernorm, self.classifier = nn.LayerNorm(dim), nn.Linear(dim, 5)
        self.pool = Pool(dim, heads) if gives == "pool" else None

    def tokens_of(self, pixel_values):
        return self.layernorm(self.encoder(self.embeddings(pixel_values)).last_hidden_state)

    def forward(self, pixel_values):
        tokens = self.tokens_of(pixel_values)
        if self.pool is not None:
            return Output(logits=self.classifier(self.pool(tokens)))
        if self.gives in ("mapping", "several", "plain tokens"):
            logits = self.classifier(tokens[:, 0])
            return {"mapping": {"logits": logits}, "several": (logits, tokens)}.get(
                self.gives, tokens
            )
        if self.gives == "mean":
            return self.classifier(tokens[:, self.before :].mean(1))
        if self.gives == "logits":
            return Output(logits=self.classifier(tokens[:, 0]))
        return Output(tokens, tokens[:, 0] if self.gives == "pooled" else None)


def tower(gives="logits", **given):
    """A tower whose queries and keys are large enough to look somewhere."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = Tower(gives, **given)
        for name, weight in made.named_parameters():
            if name.endswith(("query.weight", "key.weight")):
                nn.init.normal_(weight, std=0.5)
    return made
