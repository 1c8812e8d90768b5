"""What the page ViT vs CNN says of where each model looks for one class.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common, gallery
from vitviz.web.words_explain import picker


def class_maps(_: Words) -> dict[str, str]:
    """The words of the class picker, the three maps and what HiResCAM sums to."""
    return common(_) | gallery(_) | picker(_) | _panel(_) | _sums(_)


def _panel(_: Words) -> dict[str, str]:
    return {
        "title": _("Where each looks"),
        "title_of": _("Where each looks: {label}"),
        "lead": _(
            "The patches that speak for one class in the ViT, and the places that do in the CNN. "
            "Each map has the resolution that its model has: nothing is smoothed or stretched."
        ),
        "relevance": _("ViT: generic relevance"),
        "relevance_tip": _(
            "Generic relevance (Chefer et al. 2021) through all layers: attention weighted with "
            "what the class's logit makes of it. Never negative."
        ),
        "gradcam_vit": _("ViT: Grad-CAM"),
        "gradcam_vit_tip": _(
            "Grad-CAM (Selvaraju et al. 2017) of the tokens that the last layer's attention is "
            "given. Generic relevance goes through all layers and is not defined in this model."
        ),
        "gradcam": _("CNN: Grad-CAM"),
        "gradcam_tip": _(
            "Grad-CAM (Selvaraju et al. 2017) at the last feature map: each channel weighted with "
            "the mean of its gradient, what is negative cut off."
        ),
        "hirescam": _("CNN: HiResCAM"),
        "hirescam_tip": _(
            "Every number of the last feature map times the gradient of the class's logit at it, "
            "summed over the channels (Draelos and Carin 2020). Signed, in logits."
        ),
        "cells": _("{count} cells ({rows} × {cols})"),
        "even": _("even share"),
        "value": _("{times}×"),
        "logits": _("{value} logits"),
        "no_signal": _("No signal"),
        "no_label": _("The CNN has no such label"),
        "definition": _("What this is, and what it does not show"),
        "is": _(
            "Relevance and Grad-CAM are divided by their own mean: 1 is an even share, the scale "
            "is the same for both and for every photo. HiResCAM keeps its unit and its sign: what "
            "each place adds to the logit or takes from it. Where a CNN ends in a global average "
            "and one linear layer, Grad-CAM is exactly the positive part of HiResCAM."
        ),
        "is_not": _(
            "A CNN's place at the last map has seen far more than its square. The two models are "
            "given their own crops of the photo, and they differ in training too. A map says what "
            "a score is made of, not why."
        ),
    }


def _sums(_: Words) -> dict[str, str]:
    return {
        "sums": _(
            "HiResCAM: {towards} logits speak for the class and {against} against it, {sum} in all."
        ),
        "sums_exact": _("The CNN's logit without its bias is {plain}: the map leaves nothing out."),
        "sums_exact_of": _(
            "{classes} of the CNN's labels mean this class; the mean of their logits without the "
            "biases, weighted with their shares, is {plain}: the map leaves nothing out."
        ),
    }
