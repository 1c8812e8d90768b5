"""Which token is which: class, distillation, register, a learned latent, or the patch at a place.

Families differ in what stands before the patches, and heads in what they read of it: DeiT has two
tokens that are read, DINOv2 registers that are not, SigLIP no token at all but a pool whose learned
latents ask the patches. Whoever lays out tokens, names one or words a heading reads it here, so
this file does not load torch: an address or a heading must not wait for it.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from vitviz.errors import ArgumentError

if TYPE_CHECKING:
    from torch import nn

Size = tuple[int, int]
Kind = Literal["self", "class", "pool"]
Role = Literal["class", "distillation", "register", "latent", "patch", "extra"]
Reads = Literal["class", "branches", "pair", "register", "patches", "tokens", "pool", "mixture"]

# timm's names for the learned tokens, in the order in which every family puts them in front.
_HELD: tuple[tuple[Role, str], ...] = (
    ("class", "cls_token"),
    ("class", "cls_token_0"),  # CrossViT's, one in each of its branches
    ("distillation", "dist_token"),
    ("register", "reg_token"),
)
_READ: dict[str, Reads] = {"class": "class", "register": "register", "class distillation": "pair"}
_EVEN = 1e-4  # relative; weights are found in float32


@dataclass(frozen=True)
class TokenLayout:
    """The tokens of one picture in one model: the prefix, then the patches in reading order.

    `prefix_roles` says what the tokens before the patches are ("extra" where the module does not
    tell), `grid` is (rows, columns) of patches. `pooling` are the head's weights on the prefix
    tokens, the patches share evenly what is left of 1; None where an attention pool reads, with
    `latents` queries of its own. The head reads so many `branches` of tokens alike, of which these
    are one: two in CrossViT.
    """

    prefix_roles: tuple[Role, ...]
    grid: Size
    pooling: tuple[float, ...] | None
    latents: int = 0
    branches: int = 1

    def __post_init__(self) -> None:
        known = set(get_args(Role)) - {"latent", "patch"}
        roles, rule = self.prefix_roles, f"among {sorted(known)}"
        _require(set(roles) <= known, "prefix_roles", rule, roles)
        _require(min(self.grid) > 0, "grid", "positive", self.grid)
        pooled = self.pooling is None
        rule = "1 or more where a pool reads, else 0"
        _require((self.latents > 0) == pooled and self.latents >= 0, "latents", rule, self.latents)
        weights = self.pooling or ()
        _require(self.branches > 0, "branches", "positive", self.branches)
        fits = pooled or len(weights) == self.prefix
        fair = all(weight >= 0 for weight in weights) and sum(weights) < 1 + _EVEN
        rule = "one weight per prefix token, at most 1"
        _require(fits and fair, "pooling", rule, self.pooling)

    @property
    def prefix(self) -> int:
        """How many tokens stand before the patches."""
        return len(self.prefix_roles)

    @property
    def patches(self) -> int:
        """How many patches there are."""
        return self.grid[0] * self.grid[1]

    @property
    def tokens(self) -> int:
        """How many tokens there are in all; a pool's latents are none of them."""
        return self.prefix + self.patches

    @property
    def roles(self) -> tuple[Role, ...]:
        """What each token is, in order."""
        return self.prefix_roles + _times("patch", self.patches)

    @property
    def share_of_patches(self) -> float:
        """How much of the head's weight all patches have together, from 0 to 1; of a pool 1."""
        return max(0.0, 1 - sum(self.pooling or ()))  # measured weights may sum to 1 and a rounding

    @property
    def reads(self) -> Reads:
        """What the head reads.

        "class" or "register": that one token, "branches": the class token of each branch. "pair":
        class and distillation token, half each.
        "patches": their mean. "tokens": the mean of all. "pool": what its latents attend to.
        """
        if self.pooling is None:
            return "pool"
        rest = self.share_of_patches / self.patches
        if all(abs(weight - rest) * self.tokens <= _EVEN for weight in self.pooling):
            return "tokens" if self.prefix else "patches"
        pairs = zip(self.prefix_roles, self.pooling, strict=True)
        read = " ".join(role for role, weight in pairs if weight > _EVEN)
        if not read:
            return "patches"
        if rest * self.patches > _EVEN:
            return "mixture"
        return (
            "branches"
            if (read, self.branches > 1) == ("class", True)
            else _READ.get(read, "mixture")
        )

    def on(self, grid: Size) -> "TokenLayout":
        """Return the same layout over another grid (rows, columns)."""
        return replace(self, grid=grid)

    def token_of(self, row: int, column: int) -> int:
        """Return the token that is the patch at (row, column), both counted from 0.

        Raises ArgumentError where no patch is; negative numbers are none.
        """
        there = 0 <= row < self.grid[0] and 0 <= column < self.grid[1]
        if not there:
            rule = f"a row and a column of {self.grid}"
            raise ArgumentError("no_such_patch", argument="patch", rule=rule, got=(row, column))
        return self.prefix + row * self.grid[1] + column

    def cell_of(self, token: int) -> Size | None:
        """Return (row, column) of the patch that this token is, None for a prefix token.

        Raises ArgumentError for a token that is not there; negative ones are none.
        """
        if not 0 <= token < self.tokens:
            rule = f"from 0 to {self.tokens - 1}"
            raise ArgumentError("no_such_token", argument="token", rule=rule, got=token)
        return divmod(token - self.prefix, self.grid[1]) if token >= self.prefix else None

    def query_roles(self, kind: Kind, queries: int, prefix: int) -> tuple[Role, ...]:
        """Return what a layer's queries are, whose tokens are the last ones of these.

        `prefix` counts the layer's own prefix tokens. In a "self" layer every token of it asks, in
        a "class" layer the first ones, in a "pool" learned latents that are no token.
        """
        if kind == "pool":
            return _times("latent", queries)
        return self.roles[self.prefix - prefix :][:queries]

    def same_place(self, other: "TokenLayout", patch: int) -> int:
        """Return the patch of the other layout that covers the centre of this one's `patch`.

        See the function `same_place`, which asks for grids alone.
        """
        return same_place(patch, self.grid, other.grid)


def same_place(patch: int, before: Size, after: Size) -> int:
    """Return the patch of the grid `after` that covers the centre of the grid `before`'s `patch`.

    Patches are counted in reading order, without the prefix; both grids (rows, columns) lie over
    the same part of the picture and may differ in both sides. Of two patches that meet at the
    centre it is the lower or right one. Raises ArgumentError for a patch that is not there.
    """
    count = before[0] * before[1]
    if not 0 <= patch < count:
        rule = f"from 0 to {count - 1}"
        raise ArgumentError("no_such_patch", argument="patch", rule=rule, got=patch)
    row, column = (
        (2 * index + 1) * new // (2 * old)  # in whole numbers: no centre is rounded
        for index, old, new in zip(divmod(patch, before[1]), before, after, strict=True)
    )
    return row * after[1] + column


def prefix_roles(module: "nn.Module", count: int) -> tuple[Role, ...]:
    """Return what the `count` tokens before the patches are, by timm's names for them.

    All "extra" where the module does not hold as many: then nothing is known of their order.
    """
    found: list[Role] = [role for role, name in _HELD for _ in range(_held(module, name))]
    if len(found) != count:
        return _times("extra", count)
    return tuple(found)


def _held(module: "nn.Module", name: str) -> int:
    # How many tokens (1, tokens, dim) the module, or a NaFlex entrance, learned by this name.
    holders = (module, getattr(module, "embeds", None))
    shapes = (getattr(getattr(holder, name, None), "shape", ()) for holder in holders)
    return next((int(shape[1]) for shape in shapes if len(shape) == 3), 0)


def _times(role: Role, count: int) -> tuple[Role, ...]:
    return (role,) * count


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
