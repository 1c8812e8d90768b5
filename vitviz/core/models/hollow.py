"""The module that `load` would make, without its numbers: torch's device "meta" has shapes alone.

It is there in a second, whatever its size, and nothing is read or probed for it.
"""

from collections.abc import Mapping
from typing import Any

from torch import nn

from vitviz.core import assets
from vitviz.core.attention.by_hand import show_products
from vitviz.core.attention.differential import show_differences
from vitviz.core.models.architecture import use_fused_attention
from vitviz.core.models.build import without_numbers
from vitviz.core.models.linear import quick
from vitviz.core.models.sources import module_of
from vitviz.errors import ModelError


def hollow_module(
    name: str,
    *,
    arguments: Mapping[str, Any] | None = None,
    table: str | None = None,
    architecture: str = "",
    **_: object,
) -> nn.Module:
    """Return the module on the meta device, ready for a pass; what else `load` is told is ignored.

    Raises ModelError as `sources.module_of` does.
    """
    card = assets.read_card(name) if name in assets.bundled_models() else {}
    asked = card, "random", arguments or {}, table, architecture
    try:
        with without_numbers():
            found = module_of(name, *asked)
    except ModelError:  # of a family that cannot be made there
        found = module_of(name, *asked)
    module = quick(found.module.eval().requires_grad_(False)).to("meta")
    use_fused_attention(module)
    show_products(module)
    show_differences(module)
    return module
