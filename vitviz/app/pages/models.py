"""Models: every name that timm knows, what it is, and to open it."""

from vitviz.app.compute import model_list, own
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import bundled_cards
from vitviz.app.compute.permissions import allowed
from vitviz.app.pages.caption import titles
from vitviz.app.pages.model_picks import PAIRS
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.core.models import hub
from vitviz.core.models.load import Cnn, Vit
from vitviz.text import Words
from vitviz.text.model_files import note, table_name

_PAIR = ("model", "weights", "cnn", "cnn_weights")
_FIELDS = (*_PAIR, "rows", "cols", "find", "only", "look")


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: picked pairs, and the list of names."""
    data = {
        "trace": {"key": analysis.key, "grid": list(analysis.trace.grid)},
        "urls": {
            "list": f"api/models/list/{model_list.version()}",
            "here": "api/models/here",
            "fitting": "api/models/fitting",
        },
        "shown": {name: getattr(analysis.spec, name) for name in _PAIR},
        "pairs": PAIRS,
        "bundled": bundled(_),
        "notes": [
            {
                "title": title,
                "lines": [note(_, said) for said in model.loaded.notes],
                "tables": tables(_, model),
                "kind": kind,
            }
            for title, model, kind in zip(
                titles(_, analysis), (analysis.vit, analysis.cnn), ("vit", "cnn"), strict=True
            )
            if model.loaded and model.loaded.notes
        ],
        "allowed": allowed(),
        "offline": hub.offline(),
    }
    return [Panel("models", state.some(*_FIELDS), data)]


def tables(_: Words, model: Vit | Cnn) -> list[dict[str, str]]:
    """Other tables of an own file that fit as well, each with the name that opens it."""
    others = model.loaded.others if model.loaded else ()
    named = [(own.with_table(model.name, each), table_name(_, each)) for each in others]
    return [{"name": name, "table": table} for name, table in named if name]


def bundled(_: Words) -> list[dict[str, object]]:
    """The models that come with vitviz, as rows of an own folder are told."""
    return [
        {
            "name": card["name"],
            "title": card["title"][_.language],
            "architecture": card["timm"]["architecture"],
            "bytes": 0,
            "kind": card["family"],
            "why": "",
            "said": "",
        }
        for card in bundled_cards()
    ]
