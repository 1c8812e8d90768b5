"""The lines of Python that make again what a panel shows; every panel's code begins alike."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.photos import bundled


def lines(analysis: Analysis, *further: str) -> str:
    """Python that loads this look's model and photo as `vit` and `pixels`, then the further lines.

    A visitor's own photo is called photo.jpg: its name here is nobody's business.
    """
    spec = analysis.spec
    weights = "" if spec.weights == "published" else f', weights="{spec.weights}"'
    size = "" if analysis.trace.size == analysis.vit.size else f", size={analysis.trace.size}"
    return "\n".join(
        (
            "from pathlib import Path",
            "import vitviz",
            "",
            f'vit = vitviz.load("{spec.model}"{weights})',
            f'photo = vitviz.decode(Path("{_file(spec.photo)}").read_bytes())',
            f"pixels, framing = vitviz.frame(photo, vit{size})",
            *further,
        )
    )


def _file(photo: str) -> str:
    paths = {it.id: it.path for it in bundled()}
    return f"assets/photos/{paths[photo].name}" if photo in paths else "photo.jpg"
