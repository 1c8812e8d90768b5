"""Which languages the page speaks, and which of them a visitor is spoken to in.

A browser says what it wants in an Accept-Language header (RFC 9110, section 12.5.4) or as one
locale such as "zh-CN"; both are read here. A Chinese of any script or country gets "zh".
"""

from typing import Literal, cast

Language = Literal["en", "zh"]

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def negotiate(wanted: str | None) -> Language:
    """Return the language to speak to someone who sends `wanted`; English where nothing fits.

    Args:
        wanted: an Accept-Language header ("zh-CN,zh;q=0.9,en;q=0.8"), one locale ("zh_CN"), or
            None. Of equal weights the first counts; what cannot be read is passed over.
    """
    best, best_weight = LANGUAGES[0], 0.0
    for entry in (wanted or "").split(","):
        tag, _, parameters = entry.partition(";")
        primary = tag.strip().replace("_", "-").partition("-")[0].lower()
        weight = _weight(parameters)
        if primary in LANGUAGES and weight > best_weight:
            best, best_weight = cast(Language, primary), weight
    return best


def _weight(parameters: str) -> float:
    """The number in "q=0.8"; 1 where nothing is said, 0 for what is no weight in [0, 1]."""
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0.0 <= weight <= 1.0 else 0.0
