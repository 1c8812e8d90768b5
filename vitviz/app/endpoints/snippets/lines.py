"""The lines of Python that make again what a panel shows; every panel's code begins alike.

It ends with `arrays`, which holds what the panel's archive holds, by the same names.
"""

from collections.abc import Mapping
from types import MappingProxyType

from vitviz.app.compute import own, photos, shapes
from vitviz.app.compute.analyses import Analysis
from vitviz.core.models.architecture import Size, whole_size
from vitviz.core.models.other_sizes import opened_for

# The CNN's classes that mean what class `target` of the ViT means.
SHARED = "from vitviz.core.models.sharing import vocabulary_of"
MEANS = "means = vocabulary_of(vit, cnn).cnn_classes(target)"
_AT_SIZE = "from vitviz.core.models.cnn_size import at_size"
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


def heading(*models: str) -> tuple[str, ...]:
    """Comments that say what the code needs."""
    places = filter(None, map(own.place_of, models))
    return (WHERE, *(_OWN_MODEL.format(name=place.name) for place in places))


def cnn_of(analysis: Analysis) -> tuple[str, ...]:
    """Lines that load the CNN beside the ViT as `cnn`, at the size that is asked for."""
    spec, loaded = analysis.spec, loading(analysis.spec.cnn, analysis.spec.cnn_weights)
    if not spec.cnn_size:
        return (*heading(spec.cnn)[1:], f"cnn = {loaded}")
    resized = f"cnn = at_size({loaded}, {spec.cnn_size})  # pixels a side"
    return (*heading(spec.cnn)[1:], _AT_SIZE, resized)


def cnn_on_photo(analysis: Analysis, size: Size | None = None) -> tuple[str, ...]:
    """The same, and its view of the photo as `cnn_pixels` and `cnn_framing`.

    `size` is that of the pixels where it is not the CNN's own.
    """
    given = "" if size in (None, analysis.cnn.size) else f", size={size}"
    return (*cnn_of(analysis), f"cnn_pixels, cnn_framing = vitviz.frame(photo, cnn{given})")


def whole_size_of(analysis: Analysis) -> Size:
    """The size from the CNN's own on at which the cells of its maps are whole."""
    return whole_size(analysis.cnn.module, analysis.cnn.size)


def vit_of(analysis: Analysis) -> str:
    """The expression that loads the ViT, opened for another size where it is made for one."""
    spec, vit = analysis.spec, analysis.vit
    other = spec.rows and not vit.dynamic
    return loading(spec.model, spec.weights, opened_for(vit, vit.size) if other else {})


def loading(model: str, weights: str, further: Mapping[str, object] = MappingProxyType({})) -> str:
    """The expression that loads a model; `further` is what else `load` is told."""
    name, how = own.loadable(model, beside=True)
    how |= {} if weights == "published" else {"weights": weights}
    given = [_text(name), *(f"{key}={_text(how[key])}" for key in how)]
    given += [f"{key}={_written(value)}" for key, value in further.items()]
    return f"vitviz.load({', '.join(given)})"


def _written(value: object) -> str:
    return str(value).replace("'", '"')


def _text(value: str) -> str:
    return f'"{value}"'


def lines(analysis: Analysis, *further: str) -> str:
    """Python that loads the model and photo as `vit` and `pixels`, then the further lines.

    A visitor's own photo is called photo.jpg: its name here is nobody's business, nor is where the
    operator's models lie.
    """
    spec = analysis.spec
    bundled, data = is_bundled(spec.photo), bytes_of(spec.photo, "photo.jpg")
    size = "" if analysis.trace.size == analysis.vit.size else f", size={analysis.trace.size}"
    if shapes.is_own(analysis.vit, spec.shape) and analysis.vit.crop != shapes.WHOLE:
        size += f", crop={shapes.WHOLE:g}"
    return "\n".join(
        (
            *heading(spec.model),
            *(
                ("import vitviz",)
                if bundled
                else (_OWN, "from pathlib import Path", "import vitviz")
            ),
            "",
            f"vit = {vit_of(analysis)}",
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
