"""What stands on every page: the bar, the tray with photos, model and size, the glossary."""

from vitviz.app import share
from vitviz.app.compute import models, photos, shapes, sizes
from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages import cnn_scale, options
from vitviz.app.pages.caption import caption, patches_of
from vitviz.app.pages.panel import Panel
from vitviz.app.settings import settings
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words

# Pixels of the shorter side of a camera's photo, before a phone of a class sends it: more than
# twice the 448 that the bundled ViT reads at most. 200 photos of 12 megapixels, 4 MB each, would
# keep a shared 50 Mbit/s busy for two minutes.
REDUCED_TO = 1024


def bar(here: str, state: ViewState, host: str) -> Panel:
    """The bar on the page `here`; `host` is what the visitor's browser asked for."""
    device, reached = models.device_name(), share.reached_at(host)
    data = {"here": here, "device": device, "host": reached}
    return Panel("bar", state.some("photo"), data)


def tray(
    state: ViewState, analysis: Analysis, _: Words, sized: bool = True, expects: bool = False
) -> Panel:
    """The tray. It marks what the state asks for, even where another photo is shown.

    Where it is not `sized`, it offers no other sizes and does not count the patches. `expects`
    says that the page stands for a photo that the tab is to bring.
    """
    rows, cols = _grid(analysis)
    own = _own(analysis.spec.photo, _) if analysis.spec.photo.startswith("up-") else None
    data = {
        "own": own,
        "expects": expects,
        "extra": options.extra(_, analysis.spec.photo),
        "other": options.other(_, state.model, state.weights),
        "other_cnn": options.other(_, state.cnn, state.cnn_weights),
        "sizes": _sizes(_, analysis) if sized else [],
        "shapes": analysis.vit.dynamic and sized,
        "cnn_sizes": cnn_scale.offered(_, analysis) if sized else [],
        "cnn_size": cnn_scale.chosen(analysis),
        "patches": patches_of(_, analysis.vit, *analysis.trace.grid),
        "rows": rows,
        "cols": _cols(rows, cols),
        "max_bytes": settings().upload_bytes,
        "reduced_to": REDUCED_TO if settings().lecture or state.room else 0,
        "trace": {"key": analysis.key, "grid": list(analysis.trace.grid)},
        "caption": caption(_, analysis)["lines"],
    }
    pair = ("model", "weights", "cnn", "cnn_weights")
    return Panel("tray", state.some("photo", *pair, "cnn_size", "rows", "cols", "shape"), data)


def glossary() -> Panel:
    """The list of all terms, which ends every page; the same for all, so no message carries it."""
    return Panel("glossary")


def _own(photo: str, _: Words) -> dict[str, str]:
    """A visitor's photo for the strip; what is to be said of it stands where others' credits do."""
    own = {"id": photo, "url": f"api/thumb/{photo}.jpg"}
    kept = photos.kept(photo)
    if kept is not None and kept.toned:
        own["credit"] = _("HDR photo: light brighter than the page's white is compressed")
    return own


def _grid(analysis: Analysis) -> tuple[int, int]:
    """Rows and columns that were asked for: a photo in its own shape has no more patches."""
    vit, spec = analysis.vit, analysis.spec
    return sizes.grid_at(vit, sizes.size_of(vit, spec.rows, spec.cols))


def _sizes(_: Words, analysis: Analysis) -> list[dict[str, object]]:
    from vitviz.core.models.resampling import RESAMPLED  # which imports torch

    vit, spec = analysis.vit, analysis.spec
    photo, shape = analysis.framing.image_size, spec.shape
    found = []
    for size in sizes.offered(vit):
        asked = sizes.grid_at(vit, size)
        pixels = shapes.size_for(photo, vit, size, shape)
        rows, cols = sizes.grid_at(vit, pixels)
        reads = _("{patches}: the model reads {height} × {width} px")
        own = models.default_grid(spec.model, spec.weights)
        if vit.family in RESAMPLED and not vit.dynamic and asked != own:
            reads = _("{patches}: the model is built anew for {height} × {width} px")
        patches = patches_of(_, vit, rows, cols)
        hint = reads.format(patches=patches, height=pixels[0], width=pixels[1])
        label = _.number(rows * cols)
        found.append({"rows": asked[0], "cols": _cols(*asked), "label": label, "hint": hint})
    return found


def _cols(rows: int, cols: int) -> int:
    """As the address names them: 0 for as many as rows."""
    return 0 if cols == rows else cols
