"""Analyses of small random models of any family, through the app's own caches.

What an address may name are the bundled models; here that check is out of the way.
"""

from tests.core.families import FAMILIES, sharpened, small
from vitviz.app.compute import analyses, models
from vitviz.core.models.load import load

# name: the family, with what else it is given; the inputs of all are 48 x 80 or the like
OTHERS = {
    "vit without head": ("vit", 0),
    "dinov2 registers without head": ("dinov2 registers", 0),
    "siglip without head": ("siglip", 0),
    "cait without head": ("cait", 0),
    "rope without head": ("rope", 0),
    "vit of 62 classes": ("vit", 62),  # as many as the bundled one has, without their names
}
# Those with several grids, of which most have no one patch embedding either.
SEVERAL = (
    "swin",
    "swin v2",
    "hiera",
    "pit",
    "levit",
    "pvt",
    "pvt v2",
    "twins",
    "tnt",
    "coatnet",
    "maxvit",
    "lowformer",
    "halonet",
)
MODELS = (
    "vit",
    "vit mean",
    "vit registers, mean",
    "deit distilled",
    "dinov2 registers",
    "siglip",
    "relpos",
    "rope",
    "rope mixed",
    "eva02",
    "dinov3",
    "beit",
    "clip",
    "cait",
    "qwen3 merged",
    "convit",
    "sam",
    "sam windows",
    "sam padded",
    "differential",
    *SEVERAL,
    *OTHERS,
)
_loaded = {}


def model_of(name):
    """The small model of this name, made once."""
    if name not in OTHERS:
        return small(name)
    if name not in _loaded:
        family, classes = OTHERS[name]
        architecture, arguments = FAMILIES[family]
        given = {**arguments, "num_classes": classes}
        made = load(architecture, weights="random", device="cpu", arguments=given)
        _loaded[name] = sharpened(made)
    return _loaded[name]


def open_all(patch):
    """Lets the app open all of `MODELS` besides the bundled ones; `patch` is a MonkeyPatch."""
    original, require = models.model, models.require_allowed
    patch.setattr(
        models,
        "model",
        lambda name, weights="published", **how: (
            model_of(name) if name in MODELS else original(name, weights, **how)
        ),
    )
    ours = lambda name: name in MODELS  # noqa: E731
    canonical, is_loaded = models.canonical, models.is_loaded
    patch.setattr(models, "canonical", lambda name: name if ours(name) else canonical(name))
    patch.setattr(
        models, "is_loaded", lambda name, weights="": ours(name) or is_loaded(name, weights)
    )
    patch.setattr(
        models,
        "require_allowed",
        lambda name, weights="published", family="vit": (
            None if ours(name) else require(name, weights, family)
        ),
    )


def analysis_in(name, photo="koala", rows=0, cols=0):
    """The analysis of a bundled photo in one of `MODELS`."""
    return analyses.analysis(analyses.AnalysisSpec(photo, name, "random", rows, cols))
