"""What the page ViT vs CNN says of an altered picture.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common, gallery, long_run


def perturb(_: Words) -> dict[str, str]:
    """The words of what is done to the picture."""
    shared = common(_) | gallery(_) | long_run(_)
    return shared | _panel(_) | _kinds(_) | _settings(_) | _answers(_) | _presets(_) | _range(_)


def _panel(_: Words) -> dict[str, str]:
    return {
        "title": _("Do it to the picture"),
        "lead": _(
            "Change the picture and see what each model still recognizes. Both are given the very "
            "same altered picture."
        ),
        "definition": _("What this is, and what it does not show"),
        "is": _(
            "The ViT's crop of the photo is altered once, on 256 levels of each colour, and handed "
            "to both models, to the CNN at its own size; it does not see its own crop here. "
            "“Unaltered” is each model's prediction for that crop."
        ),
        "is_not": _(
            "Two models differ in training too, not in their architecture alone, so no pair tells "
            "what every ViT and every CNN does. And an altered picture is unlike those of training "
            "(out of distribution), for either."
        ),
        "before": _("Unaltered"),
        "after": _("Altered"),
        "after_tip": _(
            "The picture that both models are given, the CNN at its own size. Shown as a JPEG."
        ),
    }


def _kinds(_: Words) -> dict[str, str]:
    return {
        "alter": _("What is done"),
        "alter_shift": _("shift"),
        "alter_shuffle": _("shuffle blocks"),
        "alter_drop": _("drop patches"),
        "alter_occlude": _("cover"),
        "alter_blur": _("blur"),
        "alter_noise": _("noise"),
        "alter_grey": _("grey"),
        "alter_rotate": _("rotate"),
        "alter_edges": _("edges only"),
        "alter_shift_tip": _("The picture moves by whole pixels."),
        "alter_shuffle_tip": _("Square blocks of the picture change places at random."),
        "alter_drop_tip": _("Patches of the ViT's grid are hidden, or left out."),
        "alter_occlude_tip": _(
            "A square of the mean colour. Move over the altered picture to place it, click to "
            "leave it there; the arrow keys move it."
        ),
        "alter_blur_tip": _("A Gaussian blur; details go first, then shapes."),
        "alter_noise_tip": _("Gaussian noise in every number of the picture."),
        "alter_grey_tip": _("Brightness alone (Rec. 601), without colour."),
        "alter_rotate_tip": _("A turn around the middle; the corners get the mean colour."),
        "alter_edges_tip": _(
            "The length of the brightness's gradient (Sobel), dark on white: no texture, no colour."
        ),
    }


def _settings(_: Words) -> dict[str, str]:
    return {
        "right": _("Right"),
        "down": _("Down"),
        "pixels": _("{count} px"),
        "degrees": _("{count}°"),
        "beyond": _("What comes in"),
        "beyond_wrap": _("wrap-around"),
        "beyond_wrap_tip": _("What leaves at one edge comes in at the other."),
        "beyond_photo": _("the photo beside"),
        "beyond_photo_tip": _(
            "What lies beside the crop, as far as the photo goes; then the mean colour."
        ),
        "beyond_note": _("{share} lies beyond the photo: mean colour"),
        "block": _("Block"),
        "share": _("Share of the patches"),
        "dropped_note": _("{count} of {total} patches"),
        "dropped_wide": _(
            "This ViT's tokens have read more than their own cell (overlapping patches or "
            "convolutions): what is hidden is the cell, which its neighbours have read too."
        ),
        "first": _("Which first"),
        "first_random": _("at random"),
        "first_vit_most": _("ViT: most important"),
        "first_vit_least": _("ViT: least important"),
        "first_cnn_most": _("CNN: most important"),
        "first_cnn_least": _("CNN: least important"),
        "first_random_tip": _("In the order of the seed."),
        "first_vit_tip": _(
            "By the ViT's generic relevance for the class, or its Grad-CAM where that is not "
            "defined."
        ),
        "first_cnn_tip": _("By the CNN's Grad-CAM for the class, at the centre of each patch."),
        "fill": _("They become"),
        "fill_mean": _("mean colour"),
        "fill_blur": _("blurred"),
        "fill_token": _("left out (ViT)"),
        "fill_mean_tip": _("The picture's mean colour: flat, with hard edges."),
        "fill_blur_tip": _("The picture under a blur of one patch."),
        "fill_token_tip": _(
            "The ViT gets no token of them: left out after the position embedding, all others keep "
            "their positions."
        ),
        "fill_token_note": _(
            "The ViT gets no token of these patches. The CNN cannot do without pixels and is given "
            "the mean colour, as in the picture."
        ),
        "side": _("Side of the square"),
        "sigma": _("Sigma of the blur"),
        "noise": _("Standard deviation"),
        "grey": _("How grey"),
        "angle": _("Angle"),
        "edges": _("How much"),
        "seed": _("Seed"),
        "seed_new": _("New seed"),
    }


def _answers(_: Words) -> dict[str, str]:
    return {
        "vit": _("ViT"),
        "cnn": _("CNN"),
        "shared_label": _("Shared label"),
        "shared_tip": _(
            "A label that both models know. A model's probability of it is the sum over its "
            "classes that mean the same."
        ),
        "target": _("Class"),
        "search": _("Search {count} labels"),
        "no_match": _("No label matches."),
        "found": _("{count} labels match."),
        "was": _("unaltered {share}"),
        "own_same": _("Its own likeliest label: {label} {share} (unaltered: {before})"),
        "own_other": _(
            "Its own likeliest label: {label} {share} (unaltered: {before_label} {before})"
        ),
        "effect": _(
            "“{label}”: ViT {vit} (unaltered {vit_before}), CNN {cnn} (unaltered {cnn_before})."
        ),
        "effect_own": _("ViT: {vit_own} {vit_own_share}; CNN: {cnn_own} {cnn_own_share}."),
    }


def _presets(_: Words) -> dict[str, str]:
    return {
        "presets": _("Try an idea"),
        "preset_loss": _("Robustness to loss"),
        "preset_loss_before": _(
            "Attention can pass over a patch that shows nothing; a convolution reads every pixel "
            "of its neighbourhood, grey squares and their hard edges too. Half of the patches are "
            "gone: who still knows?"
        ),
        "preset_loss_after": _(
            "Measured: with {dropped} of {total} patches gone the ViT gives “{label}” {vit} "
            "(unaltered {vit_before}), the CNN {cnn} (unaltered {cnn_before})."
        ),
        "preset_locality": _("Locality"),
        "preset_locality_before": _(
            "A convolution builds on what lies side by side; attention reaches every patch from "
            "the first layer on. Here every block stays whole, but nothing stands where it stood: "
            "who needs the neighbourhood more?"
        ),
        "preset_locality_after": _(
            "Measured: with blocks of {block} px in another order the ViT gives “{label}” {vit} "
            "(unaltered {vit_before}), the CNN {cnn} (unaltered {cnn_before})."
        ),
        "preset_translation": _("Translation"),
        "preset_translation_before": _(
            "A convolution moves with the picture, but padding and strides break that; a ViT cuts "
            "patches at fixed places. The picture moves by half a patch: does either notice?"
        ),
        "preset_translation_after": _(
            "Measured: moved {right} px to the right, around the edge, the ViT gives “{label}” "
            "{vit} (unaltered {vit_before}), the CNN {cnn} (unaltered {cnn_before}). The range "
            "below goes on pixel by pixel."
        ),
        "preset_sharing": _("Weight sharing"),
        "preset_sharing_before": _(
            "Both use the same weights at every place: the CNN's kernels, the ViT's patch "
            "embedding and layers. Only the position embedding tells the ViT where a patch is. Is "
            "a thing known at another place too?"
        ),
        "preset_sharing_after": _(
            "Measured: moved {right} px to the right, around the edge, the ViT gives “{label}” "
            "{vit} (unaltered {vit_before}), the CNN {cnn} (unaltered {cnn_before})."
        ),
        "preset_shape": _("Texture and shape"),
        "preset_shape_before": _(
            "Without colour and texture only outlines are left. People know a drawing; does either "
            "model?"
        ),
        "preset_shape_after": _(
            "Measured: of the edges alone the ViT's likeliest is {vit_own} ({vit_own_share}), the "
            "CNN's {cnn_own} ({cnn_own_share}); “{label}” has {vit} (unaltered {vit_before}) and "
            "{cnn} (unaltered {cnn_before})."
        ),
    }


def _range(_: Words) -> dict[str, str]:
    return {
        "range": _("The whole range"),
        "range_text": _(
            "From the unaltered picture to the most, the other settings as above. Where chance "
            "decides, {seeds} seeds: the line is their mean, the area goes from the lowest to the "
            "highest."
        ),
        "range_title": _("The whole range: {alter}"),
        "run_about": _("The whole range: {alter}"),
        "run": _("Run the range: {count} pictures"),
        "not_run": _("Not run yet for this picture and these settings."),
        "range_unknown": _("The two models share no such label: look at each model's own."),
        "over": _("Label"),
        "over_shared": _("shared: {label}"),
        "over_shared_tip": _("The same label in both models."),
        "over_own": _("each model's own"),
        "over_own_tip": _("The label that each model finds likeliest in the unaltered picture."),
        "own_labels": _("ViT: {vit}. CNN: {cnn}."),
        "range_shows": _("Label: {label}. Score: {score}."),
        "range_area": _("Line: mean of {seeds} seeds; area: from the lowest to the highest."),
        "score": _("Score"),
        "score_probability": _("probability"),
        "score_probability_tip": _(
            "Softmax over all classes: also falls when another class rises."
        ),
        "score_logit": _("logit"),
        "score_logit_tip": _(
            "The class's own score before the softmax; other classes do not count."
        ),
        "axis": _("Direction"),
        "axis_right": _("to the right"),
        "axis_down": _("down"),
        "span": _("How far"),
        "span_near": _("20 px, pixel by pixel"),
        "span_far": _("half the picture"),
        "marks_patch": _("multiples of the patch ({count} px)"),
        "marks_stride": _("multiples of the CNN's strides (the longer, the larger: {strides} px)"),
        "at": _("At {strength}: {models}"),
        "of_seeds": _("{model} {value} ({low} to {high})"),
        "range_invite": _("Point at the curves for their values, click to alter the picture so."),
        "across_shift": _("shift"),
        "across_shuffle": _("side of a block"),
        "across_drop": _("share of the patches dropped"),
        "across_occlude": _("side of the square, of the picture's"),
        "across_blur": _("sigma of the blur"),
        "across_noise": _("standard deviation of the noise"),
        "across_grey": _("how grey"),
        "across_rotate": _("angle"),
        "across_edges": _("how much of the edges"),
        "whole": _("whole"),
    }
