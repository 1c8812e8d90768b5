"""What the lower half of Explain is told besides the scene: the class, what is kept, the Python."""

from vitviz.core.ablation import BATCH
from vitviz.core.chance import SEEDS
from vitviz.core.forget import depths
from vitviz.ui.answers import ANSWERS
from vitviz.ui.answers.curves import pictures
from vitviz.ui.answers.maps import METHODS, cam_of, meaning_of, start_of, target_of
from vitviz.ui.answers.trust import TIES
from vitviz.ui.choice import Choice
from vitviz.ui.code import lines
from vitviz.ui.page import Page
from vitviz.ui.store import Look

_TRUST = ("start", "cam", "filling", "forget", "method")
_ABLATION = ("start", "off")


def trust(page: Page) -> dict[str, object]:
    """For frontend/trust.js."""
    look, choice = page.look, page.choice
    pairs = {"vit": len(METHODS) + SEEDS, "cnn": 1 + SEEDS}
    counts = {name: pictures(orders) for name, orders in pairs.items()}
    if not meaning_of(look, target_of(look, choice)):
        counts["cnn"] = 0
    kept = choice.filling if _kept("trust", page) else ""
    return _common(page) | {
        "view": choice.some(_TRUST),
        "kept": {"trust": kept},
        "pictures": counts,
        "stages": depths(look.vit),
        "code": _trust_code(look, choice),
    }


def ablation(page: Page) -> dict[str, object]:
    """For frontend/ablation.js."""
    look = page.look
    heads = [call.heads for call in look.vit.calls]
    parts = sum(-(-(count + 1) // BATCH) for count in heads)
    # A pass copies the picture where the block begins: on average half the layers run copies.
    copies = sum(count + 1 for count in heads) / 2 + parts / 2
    return _common(page) | {
        "view": page.choice.some(_ABLATION),
        "kept": {"ablation": _kept("ablation", page)},
        "passes": round(copies),
        "heads": heads,
        "code": _ablation_code(look, target_of(look, page.choice), page.choice),
    }


def _common(page: Page) -> dict[str, object]:
    look, target = page.look, target_of(page.look, page.choice)
    chinese = look.vit.labels_zh if page.words.language == "zh" else ()
    labels = list(chinese or look.vit.labels)
    label = labels[target] if labels else str(target)
    return {"target": target, "label": label, "labels": labels}


def _kept(what: str, page: Page) -> bool:
    """Whether the answer to this choice is there, so that it shows without being run."""
    look = page.look
    choice = page.choice.with_({"target": target_of(look, page.choice)})
    return ANSWERS[what].kept(look.key, what, choice)


def _trust_code(look: Look, choice: Choice) -> dict[str, str]:
    target, start = target_of(look, choice), start_of(look.trace, choice)
    cam = cam_of(look.trace, choice)
    filling = "blurred(pixels, vit.patch)" if choice.filling == "blur" else "mean_colour(pixels)"
    return {
        "trust": lines(
            look,
            "",
            "from vitviz.core.chance import place, random_orders",
            "from vitviz.core.faithfulness import curves, order_of",
            "from vitviz.core.gradients import gradients",
            "from vitviz.core.maps import to_grid",
            "from vitviz.core.perturb import blurred, mean_colour",
            "from vitviz.core.relevance import class_attention, gradient_rollout_of, relevance_of",
            "",
            *_maps("vit", target, start, cam),
            f"orders = [order_of(map, {TIES}) for map in maps] + random_orders(maps[0].size)",
            f"filling = {filling}",
            f"steps = curves(vit, pixels, {target}, orders, filling)",
            "while True:  # each step is a batch of pictures",
            "    try:",
            "        next(steps)",
            "    except StopIteration as end:",
            "        found = end.value",
            "        break",
            "areas = [curve.auc for curve in found.deletion]",
            "places = [place(area, areas[len(maps):]) for area in areas[:len(maps)]]",
        ),
        "forget": lines(
            look,
            "",
            "from vitviz.core.agreement import spearman",
            "from vitviz.core.forget import forgetful",
            "from vitviz.core.gradients import gradients",
            "from vitviz.core.maps import to_grid",
            "from vitviz.core.relevance import class_attention, gradient_rollout_of, relevance_of",
            "",
            *_maps("vit", target, start, cam, "before"),
            "other = forgetful(vit, {forget})",
            *_maps("other", target, start, cam, "after"),
            "agreement = [spearman(*pair) for pair in zip(before, after)]",
        ),
        "invariants": lines(
            look,
            "",
            "from vitviz.core.invariants import LIMITS, check",
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
        'row = vitviz.rollout(trace, "readout")[0]',
        f"{name} = [",
        "    class_attention(trace),",
        "    to_grid(row, trace.grid, trace.prefix),",
        "    gradient_rollout_of(slopes),",
        f"    relevance_of(slopes, {start}),",
        f"    vitviz.gradcam({vit}, pixels, {target}, {cam}),",
        "]",
    )


def _ablation_code(look: Look, target: int, choice: Choice) -> dict[str, str]:
    start = start_of(look.trace, choice)
    return {
        "ablation": lines(
            look,
            "",
            "from vitviz.core.ablation import effects",
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
            look,
            "",
            "from vitviz.core.ablation import Off, switched_off",
            "from vitviz.core.gradients import gradients",
            "from vitviz.core.relevance import relevance_of",
            "",
            f"before = gradients(vit, pixels, {target})",
            "with switched_off(vit, {off}):",
            f"    after = gradients(vit, pixels, {target})",
            "logits = [found.trace.logits for found in (before, after)]",
            f"maps = [relevance_of(found, {start}) for found in (before, after)]",
        ),
    }
