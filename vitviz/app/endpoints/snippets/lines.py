"""The lines of Python that make again what a panel shows; every panel's code begins alike.

It ends with `arrays`, which holds what the panel's archive holds, by the same names.
"""

from vitviz.app.compute import own, photos
from vitviz.app.compute.analyses import Analysis

WHERE = "# Runs where vitviz is installed: pip install . in its folder."
_OWN = "# Your photo lies beside it as photo.jpg."
_OWN_MODEL = "# The model lies beside it as {name}, with the files that belong to it."
# A generator's steps are taken for the visitor's page; here all at once.
FINISHED = (
    "def finished(steps):  # a long computation, step by step",
    "    while True:",
    "        try:",
    "            next(steps)",
    "        except StopIteration as end:",
    "            return end.value",
    "",
)


def heading(model: str) -> tuple[str, ...]:
    """Comments that say what the code needs."""
    if own.place_of(model) is None:
        return (WHERE,)
    return WHERE, _OWN_MODEL.format(name=model.removeprefix(own.PREFIX))


def lines(analysis: Analysis, *further: str) -> str:
    """Python that loads the model and photo as `vit` and `pixels`, then the further lines.

    A visitor's own photo is called photo.jpg: its name here is nobody's business, nor is where the
    operator's models lie.
    """
    spec = analysis.spec
    weights = "" if spec.weights == "published" else f', weights="{spec.weights}"'
    bundled, data = is_bundled(spec.photo), bytes_of(spec.photo, "photo.jpg")
    model = own.loadable(spec.model, beside=True)
    size = "" if analysis.trace.size == analysis.vit.size else f", size={analysis.trace.size}"
    return "\n".join(
        (
            *heading(spec.model),
            *(
                ("import vitviz",)
                if bundled
                else (_OWN, "from pathlib import Path", "import vitviz")
            ),
            "",
            f'vit = vitviz.load("{model}"{weights})',
            f"photo = vitviz.decode({data})",
            f"pixels, framing = vitviz.frame(photo, vit{size})",
            *further,
        )
    )


def is_bundled(photo: str) -> bool:
    """Whether a photo comes with vitviz, so that whoever runs the lines has it."""
    return photo in {one.id for one in photos.bundled()}


def bytes_of(photo: str, file: str) -> str:
    """The expression for a photo's bytes; a visitor's own one lies beside the code as `file`."""
    return (
        f'vitviz.sample_photo("{photo}")' if is_bundled(photo) else f'Path("{file}").read_bytes()'
    )


def named(**arrays: str) -> tuple[str, ...]:
    """Lines that leave these expressions in `arrays`."""
    return (
        "arrays = {",
        *(f'    "{name}": {expression},' for name, expression in arrays.items()),
        "}",
    )
