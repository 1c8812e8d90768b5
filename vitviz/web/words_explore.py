"""What the explorer and the rollout say; the browser half has no sentence of its own.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.glossary import meaning, name
from vitviz.web.words_common import common, exports, failures
from vitviz.web.words_numbers import numbers
from vitviz.web.words_tokens import directions


def explorer(_: Words) -> dict[str, str]:
    """The words of the attention explorer."""
    models = {"vit": _("ViT"), "cnn": _("CNN"), "likeliest": _("{model}: {label} {share}")}
    own = _names(_) | _switches(_) | numbers(_) | reaches(_) | _arising(_)
    return exports(_) | failures(_) | own | models


def _names(_: Words) -> dict[str, str]:
    return {
        "photo_title": _("Photo and query"),
        "photo_label": _("The photo with its patches. Arrow keys move the query."),
        "wall_title": _("Every head of every layer"),
        "wall_label": _("All heads of all layers. Arrow keys choose a head."),
        "focus_title": _("The chosen head"),
        "focus_label": _("The map of the chosen head over the photo"),
        "sequence_title": _("The sequence"),
        "sequence_tip": meaning(_, "sequence"),
        "sequence_label": _(
            "The tokens in the order the model reads them. Arrow keys move the query."
        ),
        "query": _("Query"),
        "query_tip": _(
            "The token whose attention is shown. Move over the photo to try patches, click to "
            "keep one."
        ),
        "patch": _("patch {number} (row {row}, column {col})"),
        "patch_short": _("patch {number}"),
        "mean": _("mean"),
        "layer": _("layer"),
        "head": _("head"),
        "rollout": _("rollout"),
        "rollout_all": _("Rollout through all layers"),
        "layer_head": _("Layer {layer}, head {head}"),
        "layer_mean": _("Layer {layer}, mean of all heads"),
        "looks_from": _("where {query} looks"),
        "looked_from": _("who looks at {query}"),
        "own_grid": _("On this layer's grid of {rows} × {cols}: the token that covers the patch."),
        "own_window": _(
            "On this layer's grid of {rows} × {cols}: the token that covers the patch, and the "
            "{seen} tokens of its window. Outside there is no attention."
        ),
        "own_keys": _(
            "The query is the token that covers the patch on a grid of {from_rows} × {from_cols}; "
            "in this layer it looks at a grid of {rows} × {cols}."
        ),
        "own_queries": _(
            "The token that is looked at covers the patch on a grid of {from_rows} × {from_cols}; "
            "in this layer a grid of {rows} × {cols} looks at it."
        ),
        "own_seen": _("Each token looks at the {seen} of its window, and at none outside."),
        "own_shared": _(
            "In this layer all windows ask with the same queries, made of the whole photo: they "
            "are no token's own."
        ),
        "own_beyond": _(
            "Its window is padded: {percent} of its attention goes to the {count} places of it "
            "that lie beyond the photo."
        ),
        "own_convolved": _(
            "The cells are the grid of the tokens. By the convolutions before and between the "
            "layers each has read more of the photo than its cell."
        ),
        "sequence_none": _(
            "This model does not read its patches as one sequence: attention stays within windows, "
            "or the layers work on several grids."
        ),
        "compare_grids": _(
            "A and B lie on different grids, so there is no difference place by place."
        ),
        "difference": _("A − B"),
        "difference_text": _("the weights of pin A less those of pin B"),
        "pin_too": _("Pin {name} to compare"),
        "compare_scale": _(
            "A and B from 0 to {top}, A − B from −{top} to +{top}, dark where both are alike."
        ),
        "compare_own": _("Each map has its own scale. A − B is dark where both are alike."),
        "more_a": _("more in A"),
        "more_b": _("more in B"),
        "even": _("even share {percent}"),
        "invite_row": _("Move over the photo: every head shows where that patch looks."),
        "invite_column": _("Move over the photo: every head shows who looks at that patch."),
        "invite_touch_row": _("Tap a patch, or press and move: every head shows where it looks."),
        "invite_touch_column": _(
            "Tap a patch, or press and move: every head shows who looks at it."
        ),
        "text": _("{title}. Most weight: {best}."),
        "text_patch": _("row {row}, column {col} ({percent})"),
        "gone": _("The server no longer has these maps. One moment, they are made again."),
        "unreachable": _("The server cannot be reached. What is on screen stays; try again soon."),
    }


def _switches(_: Words) -> dict[str, str]:
    return directions(_) | {
        "scale": _("Scale"),
        "scale_fixed": _("shared, fixed"),
        "scale_fixed_tip": _("The same colours for every query, head and layer."),
        "scale_now": _("shared, 99%"),
        "scale_now_tip": _(
            "The same colours for all maps on screen, up to the 99th percentile of their weights."
        ),
        "scale_head": _("separate"),
        "scale_head_tip": _("Each map up to its own largest weight: strengths do not compare."),
        "text_fixed": _(
            "One scale for all maps: 0 to {top}, {times} times an even share ({even}). Larger "
            "weights have the brightest colour."
        ),
        "text_now": _(
            "One scale for all maps: 0 to {top}. 99% of the weights on screen are below, the "
            "others have the brightest colour."
        ),
        "text_signed": _(
            "Weights may be negative here: they have the colours on the other side of 0."
        ),
        "text_head": _("Each map has its own scale: colours do not compare between heads."),
        "held": _("{held} of {all} layers are held here: choose a head of another to fetch it."),
        "order": _("Order"),
        "order_layer": _("by layer"),
        "order_reach": _("by distance"),
        "order_reach_tip": _(
            "Heads from the shortest to the longest attention distance, mean over all patches."
        ),
        "order_entropy": _("by entropy"),
        "order_entropy_tip": _(
            "Heads from the lowest to the highest entropy, from the most focused to the most even, "
            "mean over all patches."
        ),
        "show": _("Shown large"),
        "show_live": _("current"),
        "unpin": _("Remove pin {name}"),
        "pin": _("Pin {name}"),
        "pin_tip": _("Keeps this query and head for comparison."),
        "opacity": _("Opacity"),
        "sweep": _("Through the layers"),
        "sweep_tip": _("Shows this head in every layer, one after the other."),
        "sweep_stop": _("Stop"),
        "arcs": _("arcs"),
        "arcs_tip": _(
            "From the query's patch to the five patches with most weight, thicker for more. A "
            "token that is no patch has no place to start from."
        ),
        "smooth": _("smooth"),
        "smooth_tip": _(
            "Interpolates between patches. Invents detail that the model does not have."
        ),
    }


def _arising(_: Words) -> dict[str, str]:
    """The words of `views/explore/arising.js`."""
    return {
        "arising": _("How this weight arises"),
        "arising_pair": _("{query} asks {key}"),
        "arising_none": _("Choose a single head: only there is a weight a softmax of products."),
        "arising_outside": _(
            "This token lies outside the window: the model computes no weight for it."
        ),
        "arising_difference": _(
            "{query} gives {key} {first} in the first map and {second} in the second. Differential "
            "attention is the first less λ = {lambda} times the second: {weight}."
        ),
        "arising_by_hand": _(
            "This layer computes its weights in a way of its own: the weights are shown, not how "
            "they arise."
        ),
        "product": "q · k",
        "product_tip": _(
            "The query of one token times the key of the other, number by number, summed over the "
            "{dim} numbers of this head."
        ),
        "score": _("score"),
        "score_tip": meaning(_, "attention_score"),
        "score_root": "q · k / √{dim} = {score}",
        "score_scaled": "q · k × {scale} = {score}",
        "score_biased": _("{scaled} + {bias} for the offset = {score}"),
        "softmax": name(_, "softmax"),
        "softmax_tip": meaning(_, "softmax"),
        "softmax_value": "exp({score}) / Σ exp = {exponential} / {total} = {weight}",
        "value": _("× value"),
        "value_tip": meaning(_, "value"),
        "value_value": _("{weight} of the value of {key} goes into what this head gives {query}."),
    }


def rollout(_: Words) -> dict[str, str]:
    """The words of the rollout panel."""
    return common(_) | {
        "label": _("Rollout from what the classifier reads, over the photo"),
        "fusion": _("Heads"),
        "fusion_tip": _("How the heads of a layer become one matrix F before they are multiplied."),
        "fusion_mean": _("mean"),
        "fusion_max": _("max"),
        "fusion_min": _("min"),
        "residual": _("Residual weight"),
        "residual_tip": _(
            "The share of the identity in each layer, for the path around attention: "
            "(1 − r) F + r I."
        ),
        "discard": _("Discard"),
        "discard_tip": _(
            "The share of each row's smallest weights that is set to 0 before multiplying. The "
            "diagonal and prefix tokens are kept."
        ),
        "definition": _("What this is, and what it does not model"),
        "is": _(
            "Attention rollout (Abnar and Zuidema 2020) multiplies the layers' attention matrices, "
            "later layers on the left: R = Â(L) … Â(1) with Â = (1 − r) F + r I. Shown is the row "
            "of what the classifier reads: how much of each patch reaches it along attention alone."
        ),
        "is_not": _(
            "It leaves out the values and their norms, the projection, the MLP, layer scale and "
            "which heads matter, and it knows no class. Speckles are in the model, not in the "
            "drawing: with DINOv2 a few background patches gather attention."
        ),
        "even": _("even share {percent}"),
        "share": _("{percent} of the rollout stays on prefix tokens."),
        "clipped": _(
            "The scale ends at {top}; larger weights, up to {most}, have the brightest colour "
            "(patches: {count})."
        ),
        "unreachable": _("The server cannot be reached. What is on screen stays; try again soon."),
    }


def predictions(_: Words) -> dict[str, str]:
    """The words around the bars; labels and their probabilities come with the analysis."""
    return exports(_) | {
        "predictions": _("Predictions"),
        **{"vit": _("ViT"), "cnn": _("CNN")},
        "labels_everyday": _("{count} everyday labels of its own"),
        "labels_imagenet": _("{count} ImageNet labels of its own"),
        "labels_own": _("{count} labels of its own"),
        "shared": _("Over the labels that both know"),
        "shared_text": _(
            "A model's share of a label is the sum over its classes that mean it. On the {count} "
            "shared labels are {vit} of the ViT's probability and {cnn} of the CNN's."
        ),
        "shared_same": _("Both have the same {count} labels, and must answer with one of them."),
        "cannot_say": _("cannot say"),
    }


def reaches(_: Words) -> dict[str, str]:
    """The words of `charts/reach.js`."""
    return {
        "reach_title": _("Attention distance of every head"),
        "reach_title_tip": _(
            "Mean attention distance (Dosovitskiy et al. 2021, figure 7): how far the patches of "
            "this photo look, weighted by attention, in pixels of the model's input. A dot is a "
            "head, from left to right the layers. Weights on prefix tokens are left out."
        ),
        "reach_text": _("From left to right the layers, upward the distance in pixels."),
        "reach_here": _("Layer {layer}, head {head}: {pixels} px, {share} of the width"),
        "reach_usual": _("mean over {count} photos"),
        "reach_usual_tip": _(
            "Of this model with these weights at this size: {others} validation photos of Tiny "
            "ImageNet, enlarged from 64 pixels, and the {bundled} bundled ones."
        ),
        "reach_photo": _("this photo"),
        "reach_here_usual": _(
            "Layer {layer}, head {head}: {pixels} px, {share} of the width; over {count} photos "
            "{mean} ± {deviation} px (mean and standard deviation)"
        ),
        "reach_even": _("even attention {pixels}"),
        "reach_even_each": _("dashed: even attention to what a layer sees"),
        "reach_summary": _(
            "Attention distance in pixels by layer, from the least to the largest: {layers}."
        ),
    }
