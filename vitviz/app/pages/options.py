"""What the tray offers: the bundled photos and the models, named in the visitor's language."""

from vitviz.app.compute import analyses
from vitviz.app.compute.photos import bundled
from vitviz.text import Words

# An untrained copy stands beside each bundled ViT: what of a map is learned, and what is not?
_UNTRAINED = "~random"


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
    """The Vision Transformers that can be opened from the page."""
    found = []
    for card in analyses.bundled_cards():
        if card["family"] != "vit":
            continue
        title = card["title"][_.language]
        hint = _("trained, works offline")
        found.append({"id": card["name"], "title": title, "hint": hint})
        untrained = _("{model}, untrained").format(model=title)
        hint = _("the same architecture with random weights")
        found.append({"id": card["name"] + _UNTRAINED, "title": untrained, "hint": hint})
    return found


def model_id(spec: analyses.AnalysisSpec) -> str:
    """The tray's name for the model of `recipe`."""
    return spec.model + (_UNTRAINED if spec.weights == "random" else "")


def model_of(chosen: str) -> dict[str, str]:
    """The fields of a choice that the tray's name for a model stands for."""
    name, mark, _ = chosen.partition(_UNTRAINED)
    return {"model": name, "weights": "random" if mark else "published"}
