"""Explain: why this class, and can the map be trusted."""

from vitviz.core.predictions import probabilities, top
from vitviz.explorer import words_ablation, words_trust
from vitviz.explorer import words_explain as say
from vitviz.text import Words
from vitviz.ui import store, trust
from vitviz.ui.answers.explain import against_of
from vitviz.ui.answers.maps import target_of
from vitviz.ui.choice import Choice
from vitviz.ui.code import lines
from vitviz.ui.page import head
from vitviz.ui.page import show as show_view
from vitviz.ui.scene import scene
from vitviz.ui.store import Look

_VIEW = ("target", "against", "method", "start", "cam", "scale")


def show() -> None:
    """Draws the page."""
    page = head("explain")
    _, choice, look = page.words, page.choice, page.look
    facts = scene(page) | {"classes": classes(_, look, choice)}
    view = {"view": choice.some(_VIEW), "code": code(look)}
    show_view("explain", facts | view, say.explain(_), _.language)
    show_view("trust", scene(page) | trust.trust(page), words_trust.trust(_), _.language)
    told = scene(page) | trust.ablation(page)
    show_view("ablation", told, words_ablation.ablation(_), _.language)


def classes(_: Words, look: Look, choice: Choice) -> dict[str, object]:
    """The ViT's labels in the visitor's language and in the other, and which class is explained.

    `shares` are probabilities by class, `top` the five likeliest classes, `target` the explained
    class, `against` the one it is contrasted with or None.
    """
    both = look.vit.labels, look.vit.labels_zh or look.vit.labels
    here, there = both[::-1] if _.language == "zh" else both
    return {
        "labels": list(here),
        "other": list(there),
        "shares": [float(share) for share in probabilities(look.trace.logits)],
        "top": [index for index, _share in top(look.trace.logits)],
        "target": target_of(look, choice),
        "against": against_of(look, choice),
        "untrained": look.recipe.weights == "random",
    }


def code(look: Look) -> dict[str, str]:
    """Python for each panel; the browser fills in {target}, {against}, {start}, {cam}, {method}."""
    return {
        "begin": lines(look, *_BEGIN.format(cnn=store.CNN).splitlines()),
        "one": _ONE,
        "two": _TWO,
        "large": 'large = shown["{method}"]',
        "table": _TABLE,
    }


_BEGIN = """cnn = vitviz.load("{cnn}")
cnn_pixels, cnn_framing = vitviz.frame(photo, cnn)

from vitviz.core.gradients import gradients
from vitviz.core.maps import density, to_grid
from vitviz.core.relevance import class_attention
from vitviz.core.relevance import gradient_rollout_of, relevance_of
from vitviz.core.vocabulary import load_vocabulary


def explain(target):
    found = gradients(vit, pixels, target)  # one pass forward, one back
    row = vitviz.rollout(found.trace, "readout")
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
_TABLE = """from vitviz.core.agreement import agreements
from vitviz.core.gradcam import onto

shown["gradcam_cnn"] = onto(shown["gradcam_cnn"], cnn_framing, framing)
table = agreements(list(shown.values()))  # rank correlations"""
