"""The lines of Python that make again what a panel shows; every panel's code begins alike."""

from vitviz.ui.photos import bundled
from vitviz.ui.store import Look


def lines(look: Look, *further: str) -> str:
    """Python that loads this look's model and photo as `vit` and `pixels`, then the further lines.

    A visitor's own photo is called photo.jpg: its name here is nobody's business.
    """
    recipe = look.recipe
    weights = "" if recipe.weights == "published" else f', weights="{recipe.weights}"'
    size = "" if look.trace.size == look.vit.size else f", size={look.trace.size}"
    return "\n".join(
        (
            "from pathlib import Path",
            "import vitviz",
            "",
            f'vit = vitviz.load("{recipe.model}"{weights})',
            f'photo = vitviz.decode(Path("{_file(recipe.photo)}").read_bytes())',
            f"pixels, framing = vitviz.frame(photo, vit{size})",
            *further,
        )
    )


def _file(photo: str) -> str:
    paths = {it.id: it.path for it in bundled()}
    return f"assets/photos/{paths[photo].name}" if photo in paths else "photo.jpg"
