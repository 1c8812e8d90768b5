"""What the tray offers: the bundled photos and the models, named in the visitor's language."""

from vitviz.app.compute.models import Family, bundled_cards, is_bundled
from vitviz.app.compute.photos import bundled
from vitviz.core.assets import BundledPhoto
from vitviz.text import Words


def photos(_: Words) -> list[dict[str, str]]:
    """The bundled photos in the order of the strip."""
    return [described(_, photo) for photo in bundled() if photo.offered]


def extra(_: Words, photo: str) -> dict[str, str] | None:
    """The bundled photo of this name where the strip does not offer it, else None."""
    found = (one for one in bundled() if one.id == photo and not one.offered)
    return next((described(_, one) for one in found), None)


def described(_: Words, photo: BundledPhoto) -> dict[str, str]:
    """A bundled photo; "unknown" says that what it shows has no label, "" that it has one."""
    vit = next(card for card in bundled_cards() if card["family"] == "vit")
    unknown = _("{model} has no label for this").format(model=vit["title"][_.language])
    return {
        "id": photo.id,
        "title": photo.zh if _.language == "zh" else photo.en,
        "url": f"api/thumb/{photo.id}.jpg",
        "credit": f"{photo.author}, {photo.licence}",
        "unknown": "" if photo.shows else unknown,
    }


def other(_: Words, name: str, weights: str) -> dict[str, str] | None:
    """The row of a model where it is none of the bundled ones: named as the address names it."""
    if is_bundled(name):
        return None
    random = weights == "random"
    return {
        "id": "other",
        "title": _("{model}, untrained").format(model=name) if random else name,
        "hint": _("the same architecture with random weights") if random else "",
        "model": name,
        "weights": weights,
    }


def models(_: Words, family: Family = "vit") -> list[dict[str, str]]:
    """The bundled models of this family, which the page offers, each also untrained.

    An untrained copy beside a model tells what of a map is learned, and what is not; its card may
    say that it is not offered ("untrained": false).
    """
    found = []
    for card in bundled_cards():
        if card["family"] != family:
            continue
        name, title = card["name"], card["title"][_.language]
        untrained = _("{model}, untrained").format(model=title)
        kinds = (
            ("published", name, title, _("trained, works offline")),
            ("random", f"{name}~random", untrained, _("the same architecture with random weights")),
        )
        for weights, key, called, hint in kinds[: 2 if card.get("untrained", True) else 1]:
            row = {"id": key, "title": called, "hint": hint, "model": name, "weights": weights}
            found.append(row)
    return found
