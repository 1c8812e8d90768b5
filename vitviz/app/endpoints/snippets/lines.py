"""The lines of Python that make again what a panel shows; every panel's code begins alike."""

from vitviz.app.compute import photos
from vitviz.app.compute.analyses import Analysis


def lines(analysis: Analysis, *further: str) -> str:
    """Python that loads the model and photo as `vit` and `pixels`, then the further lines.

    A visitor's own photo is called photo.jpg: its name here is nobody's business.
    """
    spec = analysis.spec
    weights = "" if spec.weights == "published" else f', weights="{spec.weights}"'
    bundled = spec.photo in {photo.id for photo in photos.bundled()}
    data = f'vitviz.sample_photo("{spec.photo}")' if bundled else 'Path("photo.jpg").read_bytes()'
    size = "" if analysis.trace.size == analysis.vit.size else f", size={analysis.trace.size}"
    return "\n".join(
        (
            *(("import vitviz",) if bundled else ("from pathlib import Path", "import vitviz")),
            "",
            f'vit = vitviz.load("{spec.model}"{weights})',
            f"photo = vitviz.decode({data})",
            f"pixels, framing = vitviz.frame(photo, vit{size})",
            *further,
        )
    )
