"""What two sides say: two photos, or one photo in two ViTs, beside each other.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common
from vitviz.web.words_models import opening
from vitviz.web.words_numbers import compared
from vitviz.web.words_tokens import directions, templates


def beside(_: Words) -> dict[str, str]:
    """The words of `views/beside/beside.js`."""
    second = {
        "opening_meanwhile": _("Side A and the rest of the page stay as they are meanwhile."),
        "opening_back": _("Leave it out"),
    }
    own = _names(_) | _choosing(_) | _switches(_) | _sentences(_)
    return common(_) | compared(_) | templates(_) | opening(_) | second | own


def _names(_: Words) -> dict[str, str]:
    return {
        "title": _("Side by side"),
        "lead": _(
            "The same photo in two Vision Transformers, or two photos: what lies at one place of "
            "the photo, and as deep in the model."
        ),
        "side": _("Side {side}"),
        "photo_label": _("Photo {side} with its patches. Arrow keys move the query."),
        "focus_label": _("Map {side} over the photo"),
        "difference_label": _("The difference of both maps"),
        "grid": _("{count} patches ({rows} × {cols})"),
        "query": _("Query"),
        "query_tip": _(
            "The token whose attention is shown. Move over the photo to try patches, click to "
            "keep one."
        ),
        "patch": _("patch {number} (row {row}, column {col})"),
        "patch_short": _("patch {number}"),
        "layer_head": _("Layer {layer}, head {head}"),
        "layer_mean": _("Layer {layer}, mean of all heads"),
        "rollout_all": _("Rollout through all layers"),
        "looks_from": _("where {query} looks"),
        "looked_from": _("who looks at {query}"),
        "of_head": _("{head}: {looks}"),
        "no_place": _("This side has no such token, or its model does not see this place."),
        "layer_of": _("Layer of side {side}"),
        "head_of": _("Head of side {side}"),
        "layer_at": _("layer {layer}"),
        "head_at": _("head {head}"),
        "mean_of_heads": _("mean of its heads"),
        "rollout": _("rollout"),
        "as_deep": _("as deep as A"),
        "difference": _("A − B"),
        "more_a": _("more in A"),
        "more_b": _("more in B"),
        "even": _("even share {percent}"),
    }


def _choosing(_: Words) -> dict[str, str]:
    return {
        "offers": _("At one press:"),
        "offer_self_supervised": _("Beside one that learned without labels: {model}"),
        "offer_supervised": _("Beside one that learned from labels: {model}"),
        "offer_untrained": _("Beside its untrained copy"),
        "offer_trained": _("Beside its trained copy"),
        "offer_hunger": _("One trained on 2% of the photos beside one trained on 100%"),
        "model_b": _("Model B"),
        "model_b_tip": _(
            "The second Vision Transformer: bundled ones and those on this machine first; type to "
            "search all names that timm knows."
        ),
        "no_match": _("No model is called so. The page Models takes any name."),
        "found": _("{count} found"),
        "same_model": _("the same model"),
        "bundled": _("bundled"),
        "here": _("on this machine"),
        "size_b": _("Patches"),
        "second": _("Photo B"),
        "second_tip": _(
            "A photo beside the first one. Its patches are matched by their share of what each "
            "model sees. Your own photos of this tab are offered too."
        ),
        "none": _("the same"),
        "yours": _("Your own photo: {name}"),
        "uploaded": _("An uploaded photo"),
        "swap": _("Swap A and B"),
        "remove": _("Leave B out"),
    }


def _switches(_: Words) -> dict[str, str]:
    return directions(_) | {
        "scale": _("Scale"),
        "scale_fixed": _("shared, fixed"),
        "scale_fixed_tip": _("Both maps in multiples of an even share of their own tokens."),
        "scale_head": _("separate"),
        "scale_head_tip": _("Each map up to its own largest weight: strengths do not compare."),
    }


def _sentences(_: Words) -> dict[str, str]:
    return {
        "depths": _(
            "Layer {layer_b} of {layers_b} ({depth_b} of the way) beside layer {layer_a} of "
            "{layers_a} ({depth_a})."
        ),
        "no_same_head": _(
            "No head of one model is a head of the other, so the mean of the layer's heads is "
            "shown until you choose one."
        ),
        "apart_photos": _("No A − B: two photos have no place in common to subtract at."),
        "apart_grids": _("No A − B: the maps lie on different grids, so no two patches are one."),
        "apart_boxes": _("No A − B: the two models see different parts of the photo."),
        "less_text": _("The weights of A less those of B, patch by patch."),
        "patches_only": _(
            "Over the patches alone, since the models have other tokens before them."
        ),
        "text_fixed": _(
            "Both maps from 0 to {times} times an even share ({even_a} each); larger weights have "
            "the brightest colour."
        ),
        "text_fixed_two": _(
            "Both maps from 0 to {times} times an even share, which is {even_a} of A's tokens and "
            "{even_b} of B's; larger weights have the brightest colour."
        ),
        "text_head": _("Each map has its own scale: colours do not compare between A and B."),
        "definition": _("What is matched, and what is not"),
        "is": _(
            "A patch of one side stands beside the patch of the other that covers its centre: at "
            "the same point of one photo, whatever the grids and however each model crops it; of "
            "two photos at the same share of what each model sees. The class token stands beside "
            "the class token, a register beside the register of the same number. Layer l of L "
            "stands beside the layer after which the same share (l / L) of the other model has "
            "been run, or nearly so; any other can be chosen."
        ),
        "is_not": _(
            "Heads are not matched: their numbers mean nothing between models trained apart. And "
            "two models that differ in their training differ in more than attention: a likeness or "
            "difference of two maps is one of this photo, these layers and these heads."
        ),
    }
