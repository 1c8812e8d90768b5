"""The Python of what judges the maps: curves, weight randomization, invariants, ablation."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import TIES, cam_of, off_of, start_of, target_of
from vitviz.app.endpoints.snippets.lines import lines
from vitviz.app.state.view_state import ViewState
from vitviz.core.evaluation.weight_randomization import depths

_MAPS = (
    "from vitviz.core.attribution.gradients import gradients",
    "from vitviz.core.attention.maps import to_grid",
    "from vitviz.core.attribution.relevance import class_attention",
    "from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of",
)


def faithfulness(analysis: Analysis, state: ViewState) -> str:
    """Deletion and insertion of the ViT's maps, and how they stand among random orders."""
    target = target_of(analysis, state)
    baseline = "blurred(pixels, vit.patch)" if state.filling == "blur" else "mean_colour(pixels)"
    return lines(
        analysis,
        "",
        "from vitviz.core.evaluation.random_baseline import random_orders, standing",
        "from vitviz.core.evaluation.curves import curves, order_of",
        "from vitviz.core.evaluation.perturbations import blurred, mean_colour",
        *_MAPS,
        "",
        *_maps(analysis, state, "vit"),
        f"orders = [order_of(map, {TIES}) for map in maps] + random_orders(maps[0].size)",
        f"baseline = {baseline}",
        f"steps = curves(vit, pixels, {target}, orders, baseline)",
        *_run("each step is a batch of pictures"),
        "areas = [curve.auc for curve in found.deletion]",
        "standings = [standing(area, areas[len(maps):]) for area in areas[:len(maps)]]",
    )


def weight_randomization(analysis: Analysis, state: ViewState) -> str:
    """The maps before and after, and their rank correlations."""
    return lines(
        analysis,
        "",
        "from vitviz.core.attribution.rank_correlation import spearman",
        "from vitviz.core.evaluation.weight_randomization import randomized",
        *_MAPS,
        "",
        *_maps(analysis, state, "vit", "before"),
        f"other = randomized(vit, {min(state.forget, depths(analysis.vit))})",
        *_maps(analysis, state, "other", "after"),
        "agreement = [spearman(*pair) for pair in zip(before, after)]",
    )


def invariants(analysis: Analysis, _: ViewState) -> str:
    """How far the captured attention is from what it must be."""
    return lines(
        analysis,
        "",
        "from vitviz.core.attention.invariants import LIMITS, check",
        "",
        "found = check(vit, pixels)",
        "print(found.worst, LIMITS, found.hold)",
    )


def ablation(analysis: Analysis, state: ViewState) -> str:
    """What the class's logit changes by without each head and each layer."""
    target = target_of(analysis, state)
    return lines(
        analysis,
        "",
        "from vitviz.core.evaluation.ablation import effects",
        "",
        "steps = effects(vit, pixels)",
        *_run("each step is a pass"),
        f"heads = (found.heads - found.logits)[..., {target}]  # layers x heads",
        f"layers = (found.layers - found.logits)[..., {target}]",
    )


def off(analysis: Analysis, state: ViewState) -> str:
    """Logits and relevance with some heads and layers off."""
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    return lines(
        analysis,
        "",
        "from vitviz.core.evaluation.ablation import Off, switched_off",
        "from vitviz.core.attribution.gradients import gradients",
        "from vitviz.core.attribution.relevance import relevance_of",
        "",
        f"before = gradients(vit, pixels, {target})",
        f"with switched_off(vit, {_written(analysis, state)}):",
        f"    after = gradients(vit, pixels, {target})",
        "logits = [found.trace.logits for found in (before, after)]",
        f"maps = [relevance_of(found, {start}) for found in (before, after)]",
    )


def _written(analysis: Analysis, state: ViewState) -> str:
    found = off_of(state.off, analysis.vit)
    return f"Off(heads=frozenset({sorted(found.heads)}), layers=frozenset({sorted(found.layers)}))"


def _run(step: str) -> tuple[str, ...]:
    """Lines that leave the result of the generator `steps` in `found`."""
    return (
        f"while True:  # {step}",
        "    try:",
        "        next(steps)",
        "    except StopIteration as end:",
        "        found = end.value",
        "        break",
    )


def _maps(analysis: Analysis, state: ViewState, vit: str, name: str = "maps") -> tuple[str, ...]:
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    return (
        f"slopes = gradients({vit}, pixels, {target})",
        "trace = slopes.trace",
        'row = vitviz.rollout(trace, "pooling")[0]',
        f"{name} = [",
        "    class_attention(trace),",
        "    to_grid(row, trace.grid, trace.prefix),",
        "    gradient_rollout_of(slopes),",
        f"    relevance_of(slopes, {start}),",
        f"    vitviz.gradcam({vit}, pixels, {target}, {cam_of(analysis.trace, state)}),",
        "]",
    )
