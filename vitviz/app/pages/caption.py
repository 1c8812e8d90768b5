"""What stands under a picture that somebody exports: whose photo it is, in which model."""

from vitviz.app.compute import photos
from vitviz.app.compute.analyses import Analysis
from vitviz.core.assets import BundledPhoto
from vitviz.core.models.load import Cnn, Vit
from vitviz.text import Words


def caption(_: Words, analysis: Analysis, *, pair: bool = False) -> dict[str, object]:
    """ "file": what files name the photo; "lines": photo and credit, model and size.

    Of a `pair` there is a line for the CNN.
    """
    spec = analysis.spec
    shown = _bundled(spec.photo)
    title, beside = titles(_, analysis)
    patches = patches_of(_, analysis.vit, *analysis.trace.grid)
    return {
        "file": shown.id if shown else "own-photo",
        "lines": [
            credit(_, spec.photo),
            _("Model: {model}, {patches}.").format(model=title, patches=patches),
            *([_cnn(_, analysis, beside)] if pair else ()),
        ],
    }


def of_models(_: Words, analysis: Analysis) -> dict[str, object]:
    """The same where the picture shows something of the models, whatever the photo and its size."""
    vit, cnn = titles(_, analysis)
    lines = [_("Model: {model}.").format(model=vit), _("CNN: {model}.").format(model=cnn)]
    return {"file": "", "lines": lines}


def _cnn(_: Words, analysis: Analysis, title: str) -> str:
    """At the size that was chosen for it, where one was."""
    if not analysis.spec.cnn_size:
        return _("CNN: {model}.").format(model=title)
    side = max(analysis.cnn.size)
    return _("CNN: {model}, at {side} px.").format(model=title, side=side)


def credit(_: Words, photo: str) -> str:
    """Whose photo it is, in a sentence."""
    shown = _bundled(photo)
    if shown is None:
        return _("Photo: a visitor's own.")
    return _("Photo: {title}. {author}, {licence}.").format(
        title=photo_title(_, photo),
        author=shown.author,
        licence=shown.licence,
    )


def photo_title(_: Words, photo: str) -> str:
    """What a photo is called beside another one."""
    shown = _bundled(photo)
    if shown is None:
        return _("own photo")
    return shown.zh if _.language == "zh" else shown.en


def _bundled(name: str) -> BundledPhoto | None:
    return next((photo for photo in photos.bundled() if photo.id == name), None)


def titles(_: Words, analysis: Analysis) -> tuple[str, str]:
    """What the page calls the ViT and the CNN as they are on screen."""
    vit, cnn = title_of(_, analysis.vit), title_of(_, analysis.cnn)
    weights = analysis.spec.weights, analysis.spec.cnn_weights
    told = (
        _("{model}, untrained").format(model=title) if how == "random" else title
        for title, how in zip((vit, cnn), weights, strict=True)
    )
    first, second = told
    return first, second


def title_of(_: Words, model: Vit | Cnn) -> str:
    """What the page calls a model: its name where nobody wrote a card for it."""
    title: str = model.card.get("title", {}).get(_.language, model.name)
    return title


def patches_of(_: Words, vit: Vit, rows: int, cols: int) -> str:
    """How many, and how large: "16 × 16" alone would read as the pixels of a patch.

    What convolutions make of overlapping pixels has no size of its own.
    """
    height, width = vit.patch
    count = _.number(rows * cols)
    if vit.convolved:
        return _("{count} tokens ({rows} × {cols})").format(count=count, rows=rows, cols=cols)
    pixels = f"{height}" if height == width else f"{height} × {width}"
    return _("{count} patches ({rows} × {cols}), {pixels} px each").format(
        count=count, rows=rows, cols=cols, pixels=pixels
    )
