"""What the tray offers: the bundled photos and the models, named in the visitor's language."""

from vitviz.app.compute.models import bundled_cards
from vitviz.app.compute.photos import bundled
from vitviz.text import Words


def photos(language: str) -> list[dict[str, str]]:
    """The bundled photos in the order of the strip."""
    return [
        {
            "id": photo.id,
            "title": photo.zh if language == "zh" else photo.en,
            "url": f"api/thumb/{photo.id}.jpg",
            "credit": f"{photo.author}, {photo.licence}",
        }
        for photo in bundled()
    ]


def models(_: Words) -> list[dict[str, str]]:
    """The Vision Transformers that can be opened from the page, each also untrained.

    An untrained copy beside a model tells what of a map is learned, and what is not.
    """
    found = []
    for card in bundled_cards():
        if card["family"] != "vit":
            continue
        name, title = card["name"], card["title"][_.language]
        untrained = _("{model}, untrained").format(model=title)
        kinds = (
            ("published", name, title, _("trained, works offline")),
            ("random", f"{name}~random", untrained, _("the same architecture with random weights")),
        )
        for weights, key, called, hint in kinds:
            row = {"id": key, "title": called, "hint": hint, "model": name, "weights": weights}
            found.append(row)
    return found
