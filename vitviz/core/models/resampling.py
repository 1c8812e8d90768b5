"""Tables that a model of one size has, laid out anew for another size, as timm does it by family.

timm resamples the tables of its own published weights while it loads them. A file of one's own is
given to the same function.
"""

import importlib
from collections.abc import Mapping

from torch import Tensor, nn

from vitviz.core.models.architecture import family

# timm's families of one size whose weights it resamples.
RESAMPLED = frozenset(
    {
        "beit",
        "maxxvit",
        "mvitv2",
        "swin_transformer",
        "swin_transformer_v2",
        "swin_transformer_v2_cr",
        "tnt",
    }
)


def is_resampled(module: nn.Module) -> bool:
    """Return whether timm resamples the tables of this module's family."""
    return family(module) in RESAMPLED


def resampled(module: nn.Module, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors of another size of this module in its own, by timm's function for them.

    Linear or bicubic, over relative positions or places of the grid, as the family has it.
    """
    of_family = importlib.import_module(type(module).__module__)
    return of_family.checkpoint_filter_fn(dict(state), module)
