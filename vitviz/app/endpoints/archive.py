"""An answer as a NumPy archive that is read without the page: `about` says what it holds."""

from collections.abc import Mapping
from datetime import UTC, datetime

from vitviz.app.compute import photos
from vitviz.app.compute.analyses import Analysis
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
    spec = analysis.spec
    header, arrays = unpack(blob)
    if isinstance(layer := own.get("layer"), int):  # whose tokens may lie on a grid of its own
        of = analysis.trace.layers[layer]
        header |= {"grid": list(of.looked), "query_grid": list(of.grid)}
    photo = photo_of(spec.photo)  # the request names none, only the analysis does
    settings = dict(endpoint.settings(state, **own))
    second = photo_of(str(settings["second"])) if settings.get("second") else None
    beside = beside_of(analysis, state) if settings.get("model_b") else None
    about: Mapping[str, object] = {
        "arrays": about_arrays(endpoint.arrays, analysis, header, arrays),
        "photo": photo,
        **({"second": second} if second else {}),
        "model": _model_of(analysis),
        **({"model_b": _model_of(beside)} if beside else {}),
        "cnn": _model(analysis.cnn, spec.cnn, spec.cnn_weights),
        "grid": list(analysis.trace.grid),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": {
            "photo": photo["id"],
            "model": spec.model,
            "weights": spec.weights,
            "cnn": spec.cnn,
            "cnn_weights": spec.cnn_weights,
            "cnn_size": list(analysis.cnn.size),
            "size": list(analysis.trace.size),
            **settings,
            **({"second": second["id"]} if second else {}),
        },
    }
    return npz(blob, about)


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
