"""What a constructor must be told so that its model has the shapes of a file's weights.

Only what the shapes decide: classes, patch size, registers, depth, the width of the MLP, the size
of the photo by the position table. How many heads share a width they do not decide, so a width is
taken over only where the caller says the heads. Every answer is a proposal: the model built with it
must then fit, name by name.
"""

import inspect
import re
from collections.abc import Mapping
from math import isqrt
from typing import Any

from torch import nn

from vitviz.core.models.tables import Shapes

_BLOCK = re.compile(r"blocks\.(\d+)\.(.+)")
_PATCHES, _TABLE = "patch_embed.proj.weight", "pos_embed"


def infer(
    module: nn.Module,
    shapes: Shapes,
    given: Mapping[str, Any],
    said: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """Return the arguments that the caller did not give and the module was built without.

    `module` is the architecture as the caller's arguments `given` make it (it may be on the meta
    device), `shapes` are the file's. `said` is the (height, width) of photos that is told beside
    it, which is believed where the position table bears it out. Empty where the module fits
    already, or nothing can be told.
    """
    wanted = {name: tuple(each.shape) for name, each in module.state_dict().items()}
    known = _accepted(module) - given.keys()
    found = _classes(module, shapes, wanted)
    if _PATCHES in shapes and _PATCHES in wanted:
        found |= _of_transformer(shapes, wanted, given) | _of_table(module, shapes)
        found |= _size(module, shapes, {**given, **found}, said)
    return {name: value for name, value in found.items() if name in known}


def classifiers_of(module: nn.Module) -> tuple[str, ...]:
    """Return the names of the module's last linear layers, as timm publishes them."""
    named = (getattr(module, "pretrained_cfg", None) or {}).get("classifier") or ()
    return (named,) if isinstance(named, str) else tuple(named)


def prefix_in_table(module: nn.Module, shapes: Shapes) -> int:
    """Return how many rows of the file's position table stand before the patches."""
    return 0 if getattr(module, "no_embed_class", False) else _before_patches(shapes)


def _before_patches(shapes: Shapes) -> int:
    single = [name for name in ("cls_token", "dist_token") if name in shapes]
    return len(single) + shapes.get("reg_token", (1, 0))[1]


def _accepted(module: nn.Module) -> set[str]:
    """What the constructor takes; one that hands the rest on takes its parent's too."""
    found = {"num_classes"}
    for kind in type(module).__mro__:
        parameters = inspect.signature(kind.__init__).parameters
        found |= parameters.keys()
        if not any(each.kind is each.VAR_KEYWORD for each in parameters.values()):
            break
    return found


def _classes(module: nn.Module, shapes: Shapes, wanted: Shapes) -> dict[str, Any]:
    for name in classifiers_of(module):
        rows = shapes.get(f"{name}.weight", (0,))[0]
        if rows != wanted.get(f"{name}.weight", (0,))[0]:
            return {"num_classes": rows}
    return {}


def _of_transformer(shapes: Shapes, wanted: Shapes, given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    patch, depth = shapes[_PATCHES][2:], depth_of(shapes)
    if len(patch) == 2 and patch != wanted[_PATCHES][2:]:
        found["patch_size"] = patch[0] if patch[0] == patch[1] else patch
    if depth and depth != depth_of(wanted):
        found["depth"] = depth
    if "num_heads" in given and shapes[_PATCHES][0] != wanted[_PATCHES][0]:
        found["embed_dim"] = shapes[_PATCHES][0]
    registers = [each.get("reg_token", (1, 0))[1] for each in (shapes, wanted)]
    if registers[0] != registers[1]:
        found |= dict.fromkeys(("reg_tokens", "num_reg_tokens"), registers[0])
    return found | _of_block(shapes, wanted) | _of_readout(shapes, wanted)


def _of_table(module: nn.Module, shapes: Shapes) -> dict[str, Any]:
    """Whether the position table leaves out the prefix tokens, where one of the two is a square."""
    rows, before = (*shapes.get(_TABLE, ()), 0, 0)[1], _before_patches(shapes)
    left_out, held = _is_square(rows), _is_square(rows - before)
    own = getattr(module, "no_embed_class", None)
    return {"no_embed_class": left_out} if left_out != held and own not in (None, left_out) else {}


def _is_square(count: int) -> bool:
    return count > 0 and isqrt(count) ** 2 == count


def _of_block(shapes: Shapes, wanted: Shapes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    first = "blocks.0."
    for part, argument, value in (
        ("attn.qkv.bias", "qkv_bias", True),
        ("attn.q_norm.weight", "qk_norm", True),
        ("ls1.gamma", "init_values", 1.0),  # what it begins with; the file says what it became
    ):
        if (first + part in shapes) > (first + part in wanted):
            found[argument] = value
    if "blocks.0.attn.qkv.weight" in shapes and "blocks.0.attn.qkv.bias" not in shapes:
        found |= {"qkv_bias": False} if "blocks.0.attn.qkv.bias" in wanted else {}
    widths = [each.get(f"{first}mlp.fc1.weight", (0, 1)) for each in (shapes, wanted)]
    ratios = [rows / max(cols, 1) for rows, cols in (pair[:2] for pair in widths)]
    if all(ratios) and ratios[0] != ratios[1]:
        found["mlp_ratio"] = ratios[0]
    return found


def _of_readout(shapes: Shapes, wanted: Shapes) -> dict[str, Any]:
    """Which tokens the head reads: timm norms after pooling, as "fc_norm", where it averages."""
    found: dict[str, Any] = {}
    if "norm_pre.weight" in shapes and "norm_pre.weight" not in wanted:
        found["pre_norm"] = True
    if "cls_token" in wanted and "cls_token" not in shapes:
        found |= {"class_token": False, "global_pool": "avg"}
    pools = [("attn_pool.latent" in each) for each in (shapes, wanted)]
    if pools[0]:  # whose tokens are normed before it
        return found | ({} if pools[1] else {"global_pool": "map"})
    averages = [("fc_norm.weight" in each) for each in (shapes, wanted)]
    if averages[0] != averages[1] and "norm.weight" in (*shapes, *wanted):
        found["global_pool"] = "avg" if averages[0] else "token"
    return found


def _size(
    module: nn.Module,
    shapes: Shapes,
    told: Mapping[str, Any],
    said: tuple[int, int] | None,
) -> dict[str, Any]:
    """The photo's size for which the position table was learned: a square one, or the one said."""
    if len(shapes.get(_TABLE, ())) != 3 or "img_size" in told:
        return {}
    alone = told.get("no_embed_class", getattr(module, "no_embed_class", False))
    patches = shapes[_TABLE][1] - (0 if alone else _before_patches(shapes))
    side = isqrt(max(patches, 0))
    embed = getattr(module, "patch_embed", None)
    patch = _step(getattr(embed, "proj", None), shapes[_PATCHES])
    size = (side * patch[0], side * patch[1])
    if side * side != patches and said is not None:
        size = said if said[0] // patch[0] * (said[1] // patch[1]) == patches else size
    whole = size[0] // patch[0] * (size[1] // patch[1]) == patches
    if not whole or not side or tuple(getattr(embed, "img_size", ())) == size:
        return {}
    return {"img_size": size}


def _step(projection: object, shape: tuple[int, ...]) -> tuple[int, ...]:
    """From patch to patch in pixels: its size, but where patches overlap as in Hiera."""
    if isinstance(projection, nn.Conv2d) and tuple(projection.weight.shape) == shape:
        return projection.stride
    return shape[2:]


def depth_of(shapes: Shapes) -> int:
    """Return how many blocks there are; 0 where the count has a gap or their parts differ."""
    parts: dict[int, set[str]] = {}
    for name in shapes:
        found = _BLOCK.fullmatch(name)
        if found:
            parts.setdefault(int(found[1]), set()).add(found[2])
    alike = all(each == parts.get(0) for each in parts.values())
    return len(parts) if alike and parts.keys() == set(range(len(parts))) else 0
