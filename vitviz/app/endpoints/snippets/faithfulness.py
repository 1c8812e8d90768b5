"""The Python of what judges the maps: curves, weight randomization, invariants, ablation."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import TIES, meaning_of, methods_of, off_of, start_of, target_of
from vitviz.app.endpoints.snippets.lines import FINISHED, cnn_on_photo, lines, named, whole_size_of
from vitviz.app.endpoints.snippets.maps import maps_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.evaluation.weight_randomization import depths


def faithfulness(analysis: Analysis, state: ViewState) -> str:
    """Deletion and insertion of both models' maps, and how they stand among random orders."""
    target = target_of(analysis, state)
    means = list(meaning_of(analysis, target))
    side = "tuple(np.array(pixels.shape[2:]) // maps.shape[1:])"  # of what the maps cut it into
    baseline = f"blurred(pixels, {side})" if state.filling == "blur" else "mean_colour(pixels)"
    return lines(
        analysis,
        "",
        *maps_of(analysis, state),
        "from vitviz.core.evaluation.curves import curves, order_of",
        "from vitviz.core.evaluation.perturbations import blurred, mean_colour",
        "from vitviz.core.evaluation.random_baseline import random_orders, standing",
        "",
        *FINISHED,
        "def judged(model, pixels, target, maps, **cut):",
        f"    orders = [order_of(map, {TIES}) for map in maps] + random_orders(maps[0].size)",
        f"    steps = curves(model, pixels, target, orders, {baseline}, **cut)",
        *_JUDGED,
        *_of_vit(analysis, target),
        *(_of_cnn(analysis, means) if means else ()),
        'areas = np.trapezoid(arrays["vit_curves"][:, 0, 0], arrays["vit_fractions"])  # deletion',
        'others = np.trapezoid(arrays["vit_random"][:, 0, 0], arrays["vit_fractions"])',
        "standings = [standing(area, others) for area in areas]",
    )


_JUDGED = (
    "    found = finished(steps)",
    "    pairs = zip(found.deletion, found.insertion)",
    "    every = np.array([[(one.probability, one.logit) for one in pair] for pair in pairs])",
    "    random = every[len(maps):]",
    "    bounds = [random.min(0), random.max(0), np.median(random, 0)]",
    "    return {",
    '        "maps": maps,',
    '        "fractions": found.deletion[0].fractions,',
    '        "curves": every[:len(maps)],',
    '        "random": random,',
    '        "envelope": np.stack(bounds, axis=2),',
    "    }",
    "",
    "def of(model, found):",
    '    return {f"{model}_{name}": each for name, each in found.items()}',
    "",
)


def _of_vit(analysis: Analysis, target: int) -> tuple[str, ...]:
    """Of several grids the cells of the last stage's maps stand for patches."""
    if "relevance" in methods_of(analysis.trace):
        return (
            f'arrays = of("vit", judged(vit, pixels, {target}, maps_of(vit), patch=vit.patch))',
        )
    return (
        "maps = maps_of(vit)",
        f'arrays = of("vit", judged(vit, pixels, {target}, maps, cells=maps.shape[1:]))',
    )


def _of_cnn(analysis: Analysis, means: list[int]) -> tuple[str, ...]:
    """The CNN's own map is judged on the CNN: the cells of its map stand for patches."""
    return (
        *cnn_on_photo(analysis, whole_size_of(analysis)),
        f"means = {means}  # the CNN's classes that mean the same",
        "cam = vitviz.gradcam(cnn, cnn_pixels, means)",
        "patch = cnn_pixels.shape[2] // cam.shape[0], cnn_pixels.shape[3] // cam.shape[1]",
        'arrays |= of("cnn", judged(cnn, cnn_pixels, means, cam[None], patch=patch))',
    )


def weight_randomization(analysis: Analysis, state: ViewState) -> str:
    """The maps before and after, and their rank correlations."""
    return lines(
        analysis,
        "",
        *maps_of(analysis, state),
        "from vitviz.core.attribution.rank_correlation import spearman",
        "from vitviz.core.evaluation.weight_randomization import randomized",
        "",
        f"other = randomized(vit, {min(state.forget, depths(analysis.vit))})",
        "before, after = maps_of(vit), maps_of(other)",
        "agreement = [spearman(*pair) for pair in zip(before, after)]",
        *named(before="density(before)", after="density(after)"),
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
        *named(rows="found.rows", outputs="found.outputs"),
    )


def ablation(analysis: Analysis, state: ViewState) -> str:
    """What the logits change by without each head and each layer."""
    target = target_of(analysis, state)
    return lines(
        analysis,
        "",
        "from vitviz.core.evaluation.ablation import effects",
        "",
        *FINISHED,
        "found = finished(effects(vit, pixels))",
        *named(
            logits="found.logits",
            without_head="found.heads - found.logits",
            without_layer="found.layers - found.logits",
        ),
        f'shown = arrays["without_head"][..., {target}]  # layers x heads, of the class',
    )


def off(analysis: Analysis, state: ViewState) -> str:
    """Logits and relevance with some heads and layers off."""
    target, start = target_of(analysis, state), start_of(analysis.trace, state)
    if "relevance" not in methods_of(analysis.trace):
        return _off_of_stage(analysis, state, target)
    return lines(
        analysis,
        "",
        "import numpy as np",
        "from vitviz.core.attention.maps import density",
        "from vitviz.core.attribution.gradients import gradients",
        "from vitviz.core.attribution.relevance import relevance_of",
        "from vitviz.core.evaluation.ablation import Off, switched_off",
        "from vitviz.core.models.predictions import probabilities",
        "",
        f"before = gradients(vit, pixels, {target})",
        f"with switched_off(vit, {_written(analysis, state)}):",
        f"    after = gradients(vit, pixels, {target})",
        "both = before, after",
        "logits = [found.trace.logits for found in both]",
        f"maps = np.stack([relevance_of(found, {start}) for found in both])",
        *named(
            logits="np.stack(logits)",
            probabilities="np.stack([probabilities(said) for said in logits])",
            maps="density(maps)",
        ),
    )


def _off_of_stage(analysis: Analysis, state: ViewState, target: int) -> str:
    """The same with Grad-CAM, where relevance is not defined."""
    return lines(
        analysis,
        "",
        "import numpy as np",
        "from vitviz.core.attention.maps import density",
        "from vitviz.core.evaluation.ablation import Off, switched_off",
        "from vitviz.core.models.load import logits",
        "from vitviz.core.models.predictions import probabilities",
        "",
        "def both():",
        f"    return logits(vit, pixels), vitviz.gradcam(vit, pixels, {target})",
        "",
        "before = both()",
        f"with switched_off(vit, {_written(analysis, state)}):",
        "    after = both()",
        "said, maps = zip(before, after)",
        *named(
            logits="np.stack(said)",
            probabilities="np.stack([probabilities(each) for each in said])",
            maps="density(np.stack(maps))",
        ),
    )


def _written(analysis: Analysis, state: ViewState) -> str:
    found = off_of(state.off, analysis.vit)
    return f"Off(heads=frozenset({sorted(found.heads)}), layers=frozenset({sorted(found.layers)}))"
