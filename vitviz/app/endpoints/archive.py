"""An answer as a NumPy archive that is read without the page: `about` says what it holds."""

from collections.abc import Mapping
from datetime import UTC, datetime

from vitviz.app.compute import photos
from vitviz.app.compute.analyses import Analysis, AnalysisSpec
from vitviz.app.endpoints.arrays import about_arrays
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.second import beside_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.load import Cnn, Vit
from vitviz.web.bundle import npz, unpack

_OWN = "own photo"  # an upload's name is a secret


def archive(
    endpoint: Endpoint, blob: bytes, analysis: Analysis, state: ViewState, **own: object
) -> bytes:
    """The bundle as a NumPy archive with all that led to it."""
    header, arrays = unpack(blob)
    if isinstance(layer := own.get("layer"), int):  # whose tokens may lie on a grid of its own
        of = analysis.trace.layers[layer]
        header |= {"grid": list(of.looked), "query_grid": list(of.grid)}
    settings = dict(endpoint.settings(state, **own))
    about: dict[str, object] = {"arrays": about_arrays(endpoint.arrays, analysis, header, arrays)}
    if endpoint.subject == "photo":
        about |= _of_photo(analysis, state, settings)
    elif endpoint.subject == "models":
        about |= _of_models(analysis) | {"settings": _names(analysis.spec) | settings}
    about["date"] = datetime.now(UTC).isoformat(timespec="seconds")
    return npz(blob, about)


def _of_photo(
    analysis: Analysis, state: ViewState, settings: Mapping[str, object]
) -> dict[str, object]:
    """The photo and what it was shown in, all of it in the settings too, and a second one."""
    photo = photo_of(analysis.spec.photo)  # the request names none, only the analysis does
    second = photo_of(str(settings["second"])) if settings.get("second") else None
    beside = beside_of(analysis, state) if settings.get("model_b") else None
    sizes = {"cnn_size": list(analysis.cnn.size), "size": list(analysis.trace.size)}
    named = {"photo": photo["id"], **_names(analysis.spec), **sizes, **settings}
    return {
        "photo": photo,
        **({"second": second} if second else {}),
        **_of_models(analysis),
        **({"model_b": _model_of(beside)} if beside else {}),
        "grid": list(analysis.trace.grid),
        "settings": named | ({"second": second["id"]} if second else {}),
    }


def _of_models(analysis: Analysis) -> dict[str, object]:
    spec = analysis.spec
    cnn = _model(analysis.cnn, spec.cnn, spec.cnn_weights)
    return {"model": _model_of(analysis), "cnn": cnn}


def _names(spec: AnalysisSpec) -> dict[str, object]:
    """The two models as the address names them."""
    names = ("model", "weights", "cnn", "cnn_weights")
    return {name: getattr(spec, name) for name in names}


def _model_of(analysis: Analysis) -> Mapping[str, object]:
    return _model(analysis.vit, analysis.spec.model, analysis.spec.weights)


def _model(model: Vit | Cnn, name: str, weights: str) -> Mapping[str, object]:
    card = model.card
    title, licence = card.get("title", {}).get("en", name), card.get("licence", "")
    return {"name": name, "title": title, "weights": weights, "licence": licence}


def photo_of(photo_id: str) -> dict[str, str]:
    """What may be told of a photo: of a bundled one its title, author, licence and source."""
    for photo in photos.bundled():
        if photo.id == photo_id:
            return {
                "id": photo.id,
                "title": photo.en,
                "author": photo.author,
                "licence": photo.licence,
                "source": photo.source,
            }
    return {"id": _OWN}
