"""What the lower half of Explain is told besides the scene: the class, what is in the cache."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.curves import pictures
from vitviz.app.endpoints.maps import meaning_of, methods_of, target_of
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages.labels import labels_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.class_map import kind_of_map
from vitviz.core.evaluation.ablation import BATCH
from vitviz.core.evaluation.random_baseline import SEEDS
from vitviz.core.evaluation.weight_randomization import depths
from vitviz.text import Words


def judged(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    """For frontend/views/explain/faithfulness.js."""
    methods = methods_of(analysis.trace)
    pairs = {"vit": len(methods) + SEEDS, "cnn": 1 + SEEDS}
    counts = {name: pictures(orders) for name, orders in pairs.items()}
    if not meaning_of(analysis, target_of(analysis, state)):
        counts["cnn"] = 0
    cached = state.filling if _cached("faithfulness", state, analysis) else ""
    return _common(_, state, analysis) | {
        "cached": {"faithfulness": cached},
        "pictures": counts,
        "stages": depths(analysis.vit),
        "methods": list(methods),
    }


def ablation(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    """For frontend/views/explain/ablation.js."""
    heads = [call.heads for call in analysis.vit.calls]
    parts = sum(-(-(count + 1) // BATCH) for count in heads)
    # A pass copies the picture where the block begins: on average half the layers run copies.
    copies = sum(count + 1 for count in heads) / 2 + parts / 2
    return _common(_, state, analysis) | {
        "cached": {"ablation": _cached("ablation", state, analysis)},
        "passes": round(copies),
        "heads": heads,
        "map": kind_of_map(analysis.vit),
    }


def _common(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    target = target_of(analysis, state)
    return {"target": target, "label": labels_of(_, analysis.vit)[target]}


def _cached(what: str, state: ViewState, analysis: Analysis) -> bool:
    """Whether the answer to this state is there, so that it shows without being run."""
    named = state.with_({"target": target_of(analysis, state)})
    return ENDPOINTS[what].cached(analysis.key, what, named)
