"""What tokens are called that are no patches, and what a heading says that the head reads."""

from collections.abc import Sequence
from typing import get_args

from vitviz.core.models.token_layout import Role, TokenLayout
from vitviz.text import Words


def names(_: Words, roles: Sequence[Role]) -> list[dict[str, str]]:
    """Mark, name and name in a sentence of each of these tokens; equal ones are numbered from 1.

    For a layout's `prefix_roles`, and for what `query_roles` says of a layer.
    """
    found, counts = [], dict.fromkeys(roles, 0)
    for role in roles:
        counts[role] += 1
        mark, name, text = _of_role(_, role, counts[role])
        found.append({"mark": mark, "name": name, "text": text})
    return found


def templates(_: Words) -> dict[str, str]:
    """The same for the browser, by role and part: "role_register_name" has a place {number}."""
    return {
        f"role_{role}_{part}": text
        for role in get_args(Role)
        if role not in ("patch", "latent")
        for part, text in zip(("name", "text"), _of_role(_, role, "{number}")[1:], strict=True)
    }


def read(_: Words, layout: TokenLayout) -> str:
    """What the head reads, within a sentence: "the class token", "the mean of the patches"."""
    return {
        "class": _("the class token [CLS]"),
        "branches": _("the class tokens of both branches"),
        "pair": _("the class and the distillation token"),
        "register": _("the first register"),
        "patches": _("the mean of the patches"),
        "tokens": _("the mean of all tokens"),
        "pool": _("the attention pool"),
        "mixture": _("what the classifier reads"),
    }[layout.reads]


def read_in_map(_: Words, layout: TokenLayout) -> str:
    """Likewise of a map of the last layer: where the head reads branches it is of one of them."""
    if layout.reads == "branches":
        return _("the class token of the last branch")
    return read(_, layout)


def read_briefly(_: Words, layout: TokenLayout) -> str:
    """The same by itself, as short as the thread needs it."""
    return {
        "class": _("class token [CLS]"),
        "branches": _("class tokens of both branches"),
        "pair": _("class and distillation token"),
        "register": _("first register"),
        "patches": _("mean of the patches"),
        "tokens": _("mean of all tokens"),
        "pool": _("attention pool"),
        "mixture": _("several tokens"),
    }[layout.reads]


def rollout_title(_: Words, layout: TokenLayout) -> str:
    """The heading over a rollout from what the head reads."""
    return {
        "class": _("Rollout from the class token [CLS]"),
        "branches": _("Rollout from the class tokens of both branches"),
        "pair": _("Rollout from the class and the distillation token"),
        "register": _("Rollout from the first register"),
        "patches": _("Rollout from the mean of the patches"),
        "tokens": _("Rollout from the mean of all tokens"),
        "pool": _("Rollout from the attention pool"),
        "mixture": _("Rollout from what the classifier reads"),
    }[layout.reads]


def _of_role(_: Words, role: Role, number: int | str) -> tuple[str, str, str]:
    if role == "class":
        return _("[CLS]"), _("class token [CLS]"), _("the class token")
    if role == "distillation":
        return _("dist."), _("distillation token"), _("the distillation token")
    mark, sentence = {
        "register": ("R", _("register {number}")),
        "latent": ("L", _("latent {number}")),
        "patch": ("", _("patch {number}")),
        "extra": ("T", _("extra token {number}")),
    }[role]
    name = sentence.format(number=number)
    return f"{mark}{number}", name, name


def directions(_: Words) -> dict[str, str]:
    """The words of the switch between a row of attention and a column."""
    return {
        "direction": _("Direction"),
        "looks_at": _("looks at"),
        "looks_at_tip": _("A row of attention: how the query shares its attention. Sums to 1."),
        "looked_at": _("is looked at by"),
        "looked_at_tip": _(
            "A column of attention: how much of its attention each token gives to this one."
        ),
    }
