"""The position embedding: of what kind it is, what is added at a size, and how to replace it.

A table of learned or fixed vectors is added to the patches once, at the entrance (Dosovitskiy et
al. 2021, eq. 1); it can be read and replaced. Rotary and relative positions act inside every
attention and have no such table. A table made for one grid is resampled when the picture has
another, so what is added is not what was learned.
"""

import copy
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Literal, TypeVar
from weakref import WeakKeyDictionary

from jaxtyping import Float
from timm.layers import resample_abs_pos_embed  # pyright: ignore[reportPrivateImportUsage]
from torch import Tensor, nn

from vitviz.core.models.architecture import Size, entrance, holders, refusal
from vitviz.core.models.load import Vit, grid_of
from vitviz.core.models.wrapped import Wrapped
from vitviz.errors import ArgumentError

Kind = Literal["absolute", "rotary", "relative", "convolution", "none"]
Module = TypeVar("Module", bound=nn.Module)

# Names in timm of a table that is added at the entrance (NaFlex has one for each axis, or one that
# both share; TNT one for patches and one for pixels), of what turns queries and keys, and of
# relative positions that are held in another way than as the bias of one window: SAM's depend on
# the query, ConViT's have a softmax of their own, Swin V2's are a network's.
_TABLES = ("pos_embed", "pos_embed_0", "pos_embed_y", "position_embedding_table", "patch_pos")
_ROTARY = ("rope", "rope_global", "rotary_emb")
_OTHERWISE = ("rel_pos_h", "pos_proj", "attention_biases", "cpb_mlp", "meta_mlp")
# A Vit is what it is; all its modules are walked to see of what kind, and every page says it.
_known: "WeakKeyDictionary[Vit, tuple[Kind, ...]]" = WeakKeyDictionary()


def kind(vit: Vit) -> tuple[Kind, ...]:
    """Return by which ways the model knows where a patch is; ("none",) where by none.

    "absolute": a table is added to the tokens at the entrance. "rotary": queries and keys are
    turned by their position (Su et al. 2021). "relative": attention scores have a bias for each
    offset (Shaw et al. 2018). Some models have two. "convolution": by none of these, but there are
    convolutions whose padded edges tell places (Islam et al. 2020).
    """
    found = _known.get(vit)
    if found is None:
        found = _known[vit] = _kind(vit)
    return found


def _kind(vit: Vit) -> tuple[Kind, ...]:
    found: list[Kind] = []
    if any(map(_holds_a_table, _entrances(vit))) or _named(vit, "position_embedding", "pos_embed"):
        found.append("absolute")
    if any(map(_rotates, holders(vit.module).values())) or _named(vit, "rope", "rotary"):
        found.append("rotary")
    if any(map(_biases_by_place, vit.module.modules())):
        found.append("relative")
    return tuple(found) or ("convolution" if vit.convolved else "none",)


def has_table(vit: Vit) -> bool:
    """Return whether `table` can read what is added to the tokens, and `replaced` replace it."""
    return _added(vit) is not None


def original(vit: Vit) -> tuple[Float[Tensor, "tokens dim"], Size]:
    """Return the table as it was learned, and its grid (rows, columns), before any resampling.

    Prefix tokens come first, their rows zero where the model adds nothing to them. Raises
    ModelError("no_position_table") for a model that adds no table, and
    ModelError("other_positions") for one that holds it in a form that is not read here.
    """
    held, covered = _table(vit)
    return _whole(held[0], vit.prefix - covered), _learned_grid(vit)


def table(vit: Vit, grid: Size | None = None) -> Float[Tensor, "tokens dim"]:
    """Return what is added to the tokens of a picture of this grid, the model's own by default.

    Resampled as the model does it (bicubic, with antialiasing); prefix tokens come first, their
    rows zero where the model adds nothing to them. Raises as `original` does, and SizeError for
    a grid that the model does not take.
    """
    held, covered = _table(vit)
    grid = _taken(vit, grid)
    fitted = resample_abs_pos_embed(held, list(grid), list(_learned_grid(vit)), covered)
    return _whole(fitted[0], vit.prefix - covered)


def replaced(vit: Vit, table: Float[Tensor, "tokens dim"], grid: Size) -> Vit:
    """Return a model that adds exactly this table, at this grid and no other.

    Only the outermost module and its patch embedding are its own, so that it costs nothing to
    make; the blocks are the original's. Who wants to hook them takes a clone of it.
    Raises as `table` does, and ArgumentError for a table that does not fit, or that adds to
    prefix tokens to which the model adds nothing.
    """
    held, covered = _table(vit)
    grid = _taken(vit, grid)
    bare = vit.prefix - covered
    shape = (vit.prefix + grid[0] * grid[1], held.shape[2])
    _require(tuple(table.shape) == shape, f"{shape}", tuple(table.shape))
    _require(not bool(table[:bare].any()), f"zero in the first {bare} rows", "others")
    module, entrance = _own(vit.module), _own(vit.module.get_submodule("patch_embed"))
    entrance.__dict__["grid_size"] = grid  # so that nothing is resampled
    module.add_module("patch_embed", entrance)
    module.pos_embed = nn.Parameter(table[bare:].to(held)[None], requires_grad=False)
    size = grid[0] * vit.patch[0], grid[1] * vit.patch[1]
    return replace(vit, module=module, size=size, layout=vit.layout.on(grid), dynamic=False)


def _added(vit: Vit) -> Tensor | None:
    # (1, tokens, dim), for the patches alone or for the prefix tokens too
    held = getattr(vit.module, "pos_embed", None)
    if not vit.one_grid or not isinstance(held, Tensor) or held.ndim != 3 or len(held) != 1:
        return None
    rows, columns = _learned_grid(vit)
    return held if held.shape[1] - rows * columns in (0, vit.prefix) else None


def by_offset_alone(vit: Vit) -> bool:
    """Return whether each offset has one bias, whatever a query says (SAM's depends on it)."""
    return any(map(_has_one_bias_each, vit.module.modules()))


def _table(vit: Vit) -> tuple[Tensor, int]:
    # The table, and how many prefix tokens it covers: all or none.
    held = _added(vit)
    if held is None:
        kinds = kind(vit)
        reason = "other_positions" if "absolute" in kinds else "no_position_table"
        raise refusal(reason, vit.module, kinds=kinds)
    rows, columns = _learned_grid(vit)
    return held.detach(), held.shape[1] - rows * columns


def _learned_grid(vit: Vit) -> Size:
    rows, columns = getattr(vit.module.get_submodule("patch_embed"), "grid_size")  # noqa: B009
    return int(rows), int(columns)


def _taken(vit: Vit, grid: Size | None) -> Size:
    if grid is None:
        return grid_of(vit, vit.size)
    return grid_of(vit, (grid[0] * vit.patch[0], grid[1] * vit.patch[1]))


def _whole(rows: Tensor, bare: int) -> Tensor:
    return nn.functional.pad(rows, (0, 0, bare, 0))


def _entrances(vit: Vit) -> Iterator[nn.Module]:
    # What can hold a table: the module or its encoder, and what makes patches into tokens, which
    # each stage may do anew.
    yield from holders(vit.module).values()
    yield vit.module.get_submodule(entrance(vit.module))
    if not vit.one_grid:
        yield from vit.module.modules()


def _named(vit: Vit, *words: str) -> bool:
    # Of a module of one's own, whose parts may be called anything, the names are all there is.
    if not isinstance(vit.module, Wrapped):
        return False
    tensors = chain(vit.module.named_parameters(), vit.module.named_buffers())
    names = [name.lower() for name, _ in chain(tensors, vit.module.named_modules())]
    return any(word in name for word in words for name in names)


def _holds_a_table(part: nn.Module) -> bool:
    held = (getattr(part, name, None) for name in _TABLES)
    return any(isinstance(table, Tensor) for table in held)


def _rotates(part: nn.Module) -> bool:
    return any(getattr(part, name, None) is not None for name in _ROTARY)


def _biases_by_place(part: nn.Module) -> bool:
    otherwise = any(getattr(part, name, None) is not None for name in _OTHERWISE)
    return otherwise or _has_one_bias_each(part)


def _has_one_bias_each(part: nn.Module) -> bool:
    held = getattr(part, "relative_position_bias_table", None) is not None
    return held or (type(part).__name__.startswith("RelPos") and hasattr(part, "get_bias"))


def _own(module: Module) -> Module:
    # The same parts and tensors, but what is put on it, hooks too, is put on it alone.
    own = copy.copy(module)
    tables = {name: held.copy() for name, held in vars(own).items() if isinstance(held, dict)}
    vars(own).update(tables)
    return own


def _require(holds: bool, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument="table", rule=rule, got=got)
