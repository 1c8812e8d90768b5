"""What the lower half of Explain is told besides the scene: the class, what is kept, the Python."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.curves import pictures
from vitviz.app.endpoints.faithfulness import TIES
from vitviz.app.endpoints.maps import METHODS, cam_of, meaning_of, start_of, target_of
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages.labels import labels_of
from vitviz.app.pages.snippets import lines
from vitviz.app.state.view_state import ViewState
from vitviz.core.evaluation.ablation import BATCH
from vitviz.core.evaluation.random_baseline import SEEDS
from vitviz.core.evaluation.weight_randomization import depths
from vitviz.text import Words


def judged(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    """For frontend/views/explain/faithfulness.js."""
    pairs = {"vit": len(METHODS) + SEEDS, "cnn": 1 + SEEDS}
    counts = {name: pictures(orders) for name, orders in pairs.items()}
    if not meaning_of(analysis, target_of(analysis, state)):
        counts["cnn"] = 0
    cached = state.filling if _cached("faithfulness", state, analysis) else ""
    return _common(_, state, analysis) | {
        "cached": {"faithfulness": cached},
        "pictures": counts,
        "stages": depths(analysis.vit),
        "code": _faithfulness_code(analysis, state),
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
        "code": _ablation_code(analysis, target_of(analysis, state), state),
    }


def _common(_: Words, state: ViewState, analysis: Analysis) -> dict[str, object]:
    labels, target = list(labels_of(_, analysis.vit)), target_of(analysis, state)
    return {"target": target, "label": labels[target], "labels": labels}


def _cached(what: str, state: ViewState, analysis: Analysis) -> bool:
    """Whether the answer to this state is there, so that it shows without being run."""
    named = state.with_({"target": target_of(analysis, state)})
    return ENDPOINTS[what].cached(analysis.key, what, named)


def _faithfulness_code(analysis: Analysis, state: ViewState) -> dict[str, str]:
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    cam = cam_of(analysis.trace, state)
    baseline = "blurred(pixels, vit.patch)" if state.filling == "blur" else "mean_colour(pixels)"
    return {
        "faithfulness": lines(
            analysis,
            "",
            "from vitviz.core.evaluation.random_baseline import random_orders, standing",
            "from vitviz.core.evaluation.curves import curves, order_of",
            "from vitviz.core.attribution.gradients import gradients",
            "from vitviz.core.attention.maps import to_grid",
            "from vitviz.core.evaluation.perturbations import blurred, mean_colour",
            "from vitviz.core.attribution.relevance import class_attention",
            "from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of",
            "",
            *_maps("vit", target, start, cam),
            f"orders = [order_of(map, {TIES}) for map in maps] + random_orders(maps[0].size)",
            f"baseline = {baseline}",
            f"steps = curves(vit, pixels, {target}, orders, baseline)",
            "while True:  # each step is a batch of pictures",
            "    try:",
            "        next(steps)",
            "    except StopIteration as end:",
            "        found = end.value",
            "        break",
            "areas = [curve.auc for curve in found.deletion]",
            "standings = [standing(area, areas[len(maps):]) for area in areas[:len(maps)]]",
        ),
        "weight_randomization": lines(
            analysis,
            "",
            "from vitviz.core.attribution.rank_correlation import spearman",
            "from vitviz.core.evaluation.weight_randomization import randomized",
            "from vitviz.core.attribution.gradients import gradients",
            "from vitviz.core.attention.maps import to_grid",
            "from vitviz.core.attribution.relevance import class_attention",
            "from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of",
            "",
            *_maps("vit", target, start, cam, "before"),
            "other = randomized(vit, {depth})",
            *_maps("other", target, start, cam, "after"),
            "agreement = [spearman(*pair) for pair in zip(before, after)]",
        ),
        "invariants": lines(
            analysis,
            "",
            "from vitviz.core.attention.invariants import LIMITS, check",
            "",
            "found = check(vit, pixels)",
            "print(found.worst, LIMITS, found.hold)",
        ),
    }


def _maps(
    vit: str, target: int, start: int, cam: int | None, name: str = "maps"
) -> tuple[str, ...]:
    return (
        f"slopes = gradients({vit}, pixels, {target})",
        "trace = slopes.trace",
        'row = vitviz.rollout(trace, "pooling")[0]',
        f"{name} = [",
        "    class_attention(trace),",
        "    to_grid(row, trace.grid, trace.prefix),",
        "    gradient_rollout_of(slopes),",
        f"    relevance_of(slopes, {start}),",
        f"    vitviz.gradcam({vit}, pixels, {target}, {cam}),",
        "]",
    )


def _ablation_code(analysis: Analysis, target: int, state: ViewState) -> dict[str, str]:
    start = start_of(analysis.trace, state)
    return {
        "ablation": lines(
            analysis,
            "",
            "from vitviz.core.evaluation.ablation import effects",
            "",
            "steps = effects(vit, pixels)",
            "while True:  # each step is a pass",
            "    try:",
            "        next(steps)",
            "    except StopIteration as end:",
            "        found = end.value",
            "        break",
            f"heads = (found.heads - found.logits)[..., {target}]  # layers x heads",
            f"layers = (found.layers - found.logits)[..., {target}]",
        ),
        "off": lines(
            analysis,
            "",
            "from vitviz.core.evaluation.ablation import Off, switched_off",
            "from vitviz.core.attribution.gradients import gradients",
            "from vitviz.core.attribution.relevance import relevance_of",
            "",
            f"before = gradients(vit, pixels, {target})",
            "with switched_off(vit, {off}):",
            f"    after = gradients(vit, pixels, {target})",
            "logits = [found.trace.logits for found in (before, after)]",
            f"maps = [relevance_of(found, {start}) for found in (before, after)]",
        ),
    }
