"""From what a model has learned, as far as its name in timm says it.

timm writes it into the tag behind the architecture: "vit_small_patch16_224.dino",
"vit_base_patch16_clip_224.openai", "deit_small_patch16_224.fb_in1k". What was fine-tuned on labels
("ft") has learned from them in the end, however it began.
"""

import re
from typing import Literal

Learning = Literal["supervised", "self-supervised", "text", ""]

_SELF_SUPERVISED = frozenset(("dino", "mae", "ijepa", "lvd142m", "lvd1689m", "sat493m"))
_TEXT = re.compile(r"clip|siglip|pe_core|pe_spatial|pe_lang")  # of the architecture
_LABELS = re.compile(r"in(?:1k|12k|21k|22k)")


def learning(name: str) -> Learning:
    """Return what `name` has learned from: labels, pictures alone, or texts; "" where it says none.

    `name` is timm's, with its tag.
    """
    architecture, _, tag = name.partition(".")
    parts = set(tag.split("_"))
    if "ft" in parts:
        return "supervised"
    if parts & _SELF_SUPERVISED:
        return "self-supervised"
    if _TEXT.search(architecture):
        return "text"
    return "supervised" if any(map(_LABELS.fullmatch, parts)) else ""
