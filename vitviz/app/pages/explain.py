"""Explain: why this class, and can the map be trusted."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import CNN
from vitviz.app.endpoints.explain import against_of
from vitviz.app.endpoints.maps import target_of
from vitviz.app.pages import faithfulness
from vitviz.app.pages.facts import facts
from vitviz.app.pages.labels import both_languages
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.pages.snippets import lines
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.predictions import probabilities, top
from vitviz.errors import CaptureError, ModelError
from vitviz.text import Words


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: the wall of methods, what judges them, heads and layers off.

    All of it is about a class and goes through all layers: where a model has no head, or some of
    its attention cannot be captured, it is a sentence that says so.
    """
    vit = analysis.vit
    if not vit.has_head:
        return [notice(_, ModelError("no_head", name=vit.name))]
    if analysis.trace.unseen:
        return [notice(_, CaptureError("unseen_attention"))]
    unnamed = [] if vit.labels else [notice(_, ModelError("no_labels", name=vit.name))]
    shared = facts(_, state, analysis)
    wall = shared | {"classes": classes(_, analysis, state), "code": code(analysis)}
    fields = state.some("target", "against", "method", "start", "cam", "scale")
    judged = shared | faithfulness.judged(_, state, analysis)
    off = shared | faithfulness.ablation(_, state, analysis)
    return [
        *unnamed,
        Panel("explain", fields, wall),
        Panel("faithfulness", state.some("start", "cam", "filling", "forget", "method"), judged),
        Panel("ablation", state.some("start", "off"), off),
    ]


def classes(_: Words, analysis: Analysis, state: ViewState) -> dict[str, object]:
    """The ViT's labels in the visitor's language and in the other, and which class is explained.

    `shares` are probabilities by class, `top` the five likeliest classes, `target` the explained
    class, `against` the one it is contrasted with or None.
    """
    return both_languages(_, analysis) | {
        "shares": [float(f"{share:.5g}") for share in probabilities(analysis.trace.logits)],
        "top": [index for index, _share in top(analysis.trace.logits)],
        "target": target_of(analysis, state),
        "against": against_of(analysis, state),
        "untrained": analysis.spec.weights == "random",
    }


def code(analysis: Analysis) -> dict[str, str]:
    """Python for each panel; the browser fills in {target}, {against}, {start}, {cam}, {method}."""
    return {
        "begin": lines(analysis, *_BEGIN.format(cnn=CNN).splitlines()),
        "one": _ONE,
        "two": _TWO,
        "large": 'large = shown["{method}"]',
        "table": _TABLE,
    }


_BEGIN = """cnn = vitviz.load("{cnn}")
cnn_pixels, cnn_framing = vitviz.frame(photo, cnn)

from vitviz.core.attribution.gradients import gradients
from vitviz.core.attention.maps import density, to_grid
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of
from vitviz.core.models.vocabulary import load_vocabulary


def explain(target):
    found = gradients(vit, pixels, target)  # one pass forward, one back
    row = vitviz.rollout(found.trace, "pooling")
    meaning = load_vocabulary().meaning  # of the CNN's classes
    means = [i for i, label in enumerate(meaning) if label == target]
    return {{
        "attention": class_attention(found.trace),
        "rollout": to_grid(row, found.trace.grid, found.trace.prefix)[0],
        "gradient_rollout": gradient_rollout_of(found),
        "relevance": relevance_of(found, {{start}}),
        "gradcam": vitviz.gradcam(vit, pixels, target, {{cam}}),
        "gradcam_cnn": vitviz.gradcam(cnn, cnn_pixels, means),
    }}

"""
_ONE = """maps = explain({target})
shown = {name: density(single) for name, single in maps.items()}"""
_TWO = """maps, others = explain({target}), explain({against})
shown = {name: density(maps[name]) - density(others[name]) for name in maps}"""
_TABLE = """from vitviz.core.attribution.rank_correlation import agreements
from vitviz.core.attribution.gradcam import onto

shown["gradcam_cnn"] = onto(shown["gradcam_cnn"], cnn_framing, framing)
table = agreements(list(shown.values()))  # rank correlations"""
