"""What happens to the tokens from layer to layer: the residual stream, read at every step.

A block adds twice: attention adds something to each token, then the MLP does (Vaswani et al.
2017, section 3.1; the norms in front of both as in Dosovitskiy et al. 2021, eqs. 2 and 3). The
stream before, between and after is read by hooks on a clone of the model, and whether
both steps are such additions is checked with the numbers of this pass before any is returned.
"""

from dataclasses import dataclass, field

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from vitviz.core.models.architecture import Size, refusal
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of, scores
from vitviz.errors import ArgumentError

_PARTS = ("norm1", "attn", "norm2", "mlp")
_TOLERANCE = 1e-5  # of the numbers added; float32 rounds them at 6e-8
_ROUNDINGS = 4
_OUTLYING = 6.0  # robust standard deviations
_SIGMA = 1.4826  # a normal distribution's standard deviation over its MAD
_LEAST_SPREAD = 1e-3  # of the median: rounding alone makes no token an outlier


@dataclass(frozen=True, eq=False)
class Depth:
    """The tokens of one picture after the embedding and after every block, float32.

    `tokens[0]` enters the first block, positions included, and `tokens[k]` leaves the k-th.
    `middle[k]` is the stream of block k after attention and before the MLP. Tokens are `prefix`
    tokens, then the patches of `grid` (rows, columns) in reading order. `logits` is what the head
    said, empty for a model without one.
    """

    tokens: Float[Tensor, "depths tokens dim"]
    middle: Float[Tensor, "layers tokens dim"]
    grid: Size
    prefix: int
    logits: Float[Tensor, " classes"]

    def __post_init__(self) -> None:
        shape, between = tuple(self.tokens.shape), tuple(self.middle.shape)
        count = self.prefix + self.grid[0] * self.grid[1]
        _require(shape[1] == count, "tokens", f"{count} tokens at each depth", shape)
        _require(between == (shape[0] - 1, *shape[1:]), "middle", "one less than depths", between)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that this object keeps alive."""
        held = (self.tokens, self.middle, self.logits)
        return sum(tensor.untyped_storage().nbytes() for tensor in held)


@dataclass
class _Steps:
    """What the hooks of one block met: the stream before, between, after, and what was added."""

    met: dict[str, list[Tensor]] = field(default_factory=dict)

    def note(self, name: str, tensor: Tensor) -> None:
        self.met.setdefault(name, []).append(tensor)

    @property
    def whole(self) -> bool:
        return len(self.met) == 5 and all(len(times) == 1 for times in self.met.values())

    def __getitem__(self, name: str) -> Tensor:
        return self.met[name][0][0]


def depth(vit: Vit, pixels: Float[Tensor, "1 3 height width"]) -> Depth:
    """Run one forward pass of a clone and return the stream at every step.

    Raises ModelError("no_residual_steps") for blocks that do not add attention's output and then
    the MLP's to the stream (parallel or post-norm blocks, tokens that join later), and SizeError
    for a size that the model does not take.
    """
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    own = clone_sharing_weights(vit)
    steps = [_watched(vit, name, block) for name, block in _blocks(own)]
    with torch.no_grad():
        said = own.module(pixels)
    count = vit.prefix + grid[0] * grid[1]
    for index, step in enumerate(steps):
        fits = step.whole and len(step["before"]) == count and _adds(step)
        joined = index == 0 or (fits and torch.equal(step["before"], steps[index - 1]["after"]))
        if not (fits and joined):
            raise refusal("no_residual_steps", vit.module, part=f"blocks.{index}")
    return Depth(
        tokens=torch.stack([steps[0]["before"], *(step["after"] for step in steps)]),
        middle=torch.stack([step["middle"] for step in steps]),
        grid=grid,
        prefix=vit.prefix,
        logits=scores(vit, said)[0],
    )


def added(
    depth: Depth,
) -> tuple[Float[Tensor, "layers tokens"], Float[Tensor, "layers tokens"]]:
    """Return how much attention and how much the MLP adds to each token in each layer.

    Each is the Euclidean norm of what is added over the norm of the stream to which it is added:
    0 changes nothing, 1 adds as much as there was. The MLP's stream has attention's part in it.
    """
    before, after = depth.tokens[:-1], depth.tokens[1:]
    return _relative(depth.middle, before), _relative(after, depth.middle)


def norms(depth: Depth) -> Float[Tensor, "depths tokens"]:
    """Return the Euclidean norm of each token at each depth."""
    return depth.tokens.norm(dim=-1)


def sinks(norms: Float[Tensor, "depths tokens"], prefix: int) -> Bool[Tensor, "depths tokens"]:
    """Return which tokens stand out by their norm, at each depth by itself.

    A token stands out if its norm is above median + 6 x 1.4826 MAD of the patches' norms (MAD:
    the median distance from the median), the deviation taken as at least a thousandth of the
    median. Darcet et al. 2023 (Vision Transformers Need Registers, section 2.1) cut the norms of
    one large model at a fixed 150 where their histogram has a gap; no fixed number fits all
    models and depths. Prefix tokens are measured by the patches too. Small models often have
    none. Raises ArgumentError where no patch is left.
    """
    patches = norms[:, prefix:]
    _require(patches.shape[1] > 0, "prefix", f"less than {norms.shape[1]}", prefix)
    middle = patches.quantile(0.5, dim=1, keepdim=True)
    spread = (patches - middle).abs().quantile(0.5, dim=1, keepdim=True) * _SIGMA
    return norms > middle + _OUTLYING * torch.maximum(spread, _LEAST_SPREAD * middle)


def similarity(depth: Depth, token: int) -> Float[Tensor, "depths tokens"]:
    """Return the cosine between every token and the given one, at each depth: from -1 to 1.

    `token` counts the prefix tokens first: 0 is the class token where there is one, prefix + k is
    patch k. Raises ArgumentError for a token that is not there; negative ones are none.
    """
    count = depth.tokens.shape[1]
    if not 0 <= token < count:
        rule = f"from 0 to {count - 1}"
        raise ArgumentError("no_such_token", argument="token", rule=rule, got=token)
    unit = nn.functional.normalize(depth.tokens, dim=-1)
    return torch.einsum("ltd,ld->lt", unit, unit[:, token]).clamp(-1, 1)


def _relative(after: Tensor, before: Tensor) -> Tensor:
    return (after - before).norm(dim=-1) / before.norm(dim=-1)


def _blocks(own: Vit) -> list[tuple[str, nn.Module]]:
    blocks = getattr(own.module, "blocks", None)
    if not isinstance(blocks, nn.Module) or not len(list(blocks.children())):
        raise refusal("no_residual_steps", own.module, part="blocks")
    return [(f"blocks.{name}", block) for name, block in blocks.named_children()]


def _watched(vit: Vit, name: str, block: nn.Module) -> _Steps:
    # Hooks live as long as the clone, which ends with the pass.
    if not all(isinstance(getattr(block, part, None), nn.Module) for part in _PARTS):
        raise refusal("no_residual_steps", vit.module, part=name)
    steps = _Steps()

    def before(step: str, module: nn.Module) -> None:
        module.register_forward_pre_hook(lambda _module, given: steps.note(step, given[0]))

    def after(step: str, module: nn.Module) -> None:
        def note(_module: nn.Module, _given: tuple[Tensor, ...], made: Tensor) -> None:
            steps.note(step, made)

        module.register_forward_hook(note)

    before("before", block)
    after("attention", block.get_submodule("attn"))
    before("middle", block.get_submodule("norm2"))
    after("mlp", block.get_submodule("mlp"))
    after("after", block)
    return steps


def _adds(step: _Steps) -> bool:
    attention = _is_sum(step["before"], step["attention"], step["middle"])
    return attention and _is_sum(step["middle"], step["mlp"], step["after"])


def _is_sum(before: Tensor, part: Tensor, after: Tensor) -> bool:
    """Whether after = before + scale * part, with one scale for each channel (LayerScale)."""
    if not before.shape == part.shape == after.shape:
        return False
    made = after - before
    power = (part * part).sum(dim=0)
    scaled = (made * part).sum(dim=0) / power.clamp(min=torch.finfo(power.dtype).tiny) * part
    size = before.abs() + after.abs() + scaled.abs().amax(dim=0)
    # An untrained LayerScale adds so little that the largest token's rounding is felt in the scale.
    rounding = _ROUNDINGS * torch.finfo(after.dtype).eps * after.abs().amax(dim=0)
    return bool(((made - scaled).abs() <= _TOLERANCE * size + rounding).all())


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
