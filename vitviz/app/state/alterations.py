"""What can be done to the picture on ViT vs CNN: the fields that each depends on, and presets.

A field that a perturbation does not depend on is left out of its requests: what was asked for once
is found again. The browser is given these tables as they stand here.
"""

from collections.abc import Mapping

from vitviz.app.state.view_state import Alter, ViewState

# Of each perturbation the fields of its one picture.
OF_PICTURE: Mapping[Alter, tuple[str, ...]] = {
    "shift": ("right", "down", "beyond"),
    "shuffle": ("block", "seed"),
    "drop": ("share", "first", "fill", "seed"),
    "occlude": ("side", "cx", "cy"),
    "blur": ("sigma",),
    "noise": ("noise", "seed"),
    "grey": ("grey",),
    "rotate": ("angle",),
    "edges": ("edges",),
}
# And of its range, which has all strengths and seeds.
OF_RANGE: Mapping[Alter, tuple[str, ...]] = {
    **dict.fromkeys(OF_PICTURE, ()),
    "shift": ("axis", "span", "beyond"),
    "drop": ("first", "fill"),
    "occlude": ("cx", "cy"),
}
# All that they depend on: one address asks for any picture, one for any range.
PICTURE_FIELDS = ("alter", *dict.fromkeys(name for each in OF_PICTURE.values() for name in each))
RANGE_FIELDS = ("alter", *dict.fromkeys(name for each in OF_RANGE.values() for name in each))
# What an idea is tried with; in the order in which they are offered. Half a patch and half the
# picture are other numbers of pixels for other models: the browser, which has both, puts them in.
PRESETS: Mapping[str, Mapping[str, str | int | float]] = {
    "loss": {"alter": "drop", "share": 0.5, "first": "random", "fill": "mean", "seed": 0},
    "locality": {"alter": "shuffle", "block": 28, "seed": 0},
    "translation": {"alter": "shift", "right": "half_patch", "down": 0, "beyond": "wrap"},
    "sharing": {"alter": "shift", "right": "half_picture", "down": 0, "beyond": "wrap"},
    "shape": {"alter": "edges", "edges": 1.0},
}


def asked_for(state: ViewState, target: int) -> ViewState:
    """The state of a range for this class, all that the range does not depend on at its default."""
    fields = state.some("alter", *OF_RANGE[state.alter])
    return ViewState().with_({**fields, "target": str(target)})
