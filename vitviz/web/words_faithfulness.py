"""What the panels say that judge a map: faithfulness, weight randomization, invariants.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common, long_run


def faithfulness(_: Words) -> dict[str, str]:
    """The words of the view "faithfulness"."""
    shared = common(_) | long_run(_)
    own = _faithful(_) | _verdicts(_) | _randomization(_) | _exact(_)
    return shared | maps(_) | _methods(_) | own


def maps(_: Words) -> dict[str, str]:
    """What is said of any map."""
    return {
        "no_signal": _("No signal"),
        "times": _("{times} × even share"),
        "definition": _("What this is, and what it does not show"),
    }


def _methods(_: Words) -> dict[str, str]:
    return {
        "method_attention": _("Raw attention"),
        "method_rollout": _("Rollout"),
        "method_gradient_rollout": _("Gradient rollout"),
        "method_relevance": _("Generic relevance"),
        "method_gradcam": _("Grad-CAM, ViT"),
        "method_gradcam_cnn": _("Grad-CAM, CNN"),
    }


def _faithful(_: Words) -> dict[str, str]:
    return {
        "title": _("Deletion and insertion: can the map be trusted?"),
        "lead": _(
            "Patches are hidden in each map's order. If the map points at what the model uses for "
            "this class, the score falls faster than in a random order, and rises faster when the "
            "patches are shown instead."
        ),
        "is": _(
            "Deletion and insertion (Petsiuk et al. 2018), at 17 shares of the patches from none "
            "to all, on the pixels that the model gets. The area under a curve is its mean height. "
            "It says little alone, for it depends on the photo and on the filling; so ten random "
            "orders of the same photo stand beside it."
        ),
        "is_not": _(
            "A photo with hidden patches is one that the model never learned from, so part of each "
            "fall is surprise. One photo is no verdict on a method."
        ),
        "of_class": _("Class: {label}"),
        "curves_title": _("Deletion and insertion: {label}"),
        "run_about": _("Deletion and insertion, {label}"),
        "run": _("Run the curves: {count} pictures"),
        "run_time": _("Run the curves: {count} pictures, {time}"),
        "baseline": _("Hidden patches become"),
        "baseline_mean": _("mean colour"),
        "baseline_mean_tip": _("The photo's mean colour: flat, with hard edges."),
        "baseline_blur": _("blurred"),
        "baseline_blur_tip": _("The photo under a blur of one patch: soft, but colours stay."),
        "score": _("Score"),
        "score_probability": _("probability"),
        "score_probability_tip": _(
            "Softmax over all classes: also falls when another class rises."
        ),
        "score_logit": _("logit"),
        "score_logit_tip": _(
            "The class's own score before the softmax; other classes do not count."
        ),
        "on_vit": _("Judged on the ViT"),
        "on_vit_text": _("The ViT's maps, by their own cells"),
        "on_cnn": _("Judged on the CNN"),
        "on_cnn_text": _("Grad-CAM of the CNN, on its own pixels, class and map cells"),
        "deletion": _("Deletion"),
        "deletion_tip": _("The most important patches are hidden first. Lower is better."),
        "insertion": _("Insertion"),
        "insertion_tip": _(
            "From all hidden, the most important are shown first. Higher is better."
        ),
        "deletion_across": _("patches hidden"),
        "insertion_across": _("patches shown"),
        "deletion_here": _(
            "{method}: {value} with {share} of the patches hidden. Random orders: {low} to {high}."
        ),
        "insertion_here": _(
            "{method}: {value} with {share} of the patches shown. Random orders: {low} to {high}."
        ),
        "curves_invite": _(
            "Point at a curve for its values, click to choose its method. The area is the span of "
            "ten random orders, the dashed line their median."
        ),
        "not_run": _("Not run yet for this photo, class and filling."),
        "no_cnn": _("The CNN has no classes that mean this one."),
    }


def _verdicts(_: Words) -> dict[str, str]:
    return {
        "method": _("Method"),
        "deletion_area": _("Deletion, lower is better"),
        "insertion_area": _("Insertion, higher is better"),
        "area_tip": _(
            "The area under the curve, its mean over all shares. The bar spans the areas of the "
            "random orders, one tick for each; the dot is the map's."
        ),
        "verdict": _("What it says"),
        "verdict_tip": _(
            "Outside the band on the better side is where one more random order would fall once in "
            "eleven."
        ),
        "side_below": _("below the random band"),
        "side_inside": _("inside the random band"),
        "side_above": _("above the random band"),
        "judged_nothing": _("No signal: the map orders nothing, so there is nothing to judge."),
        "judged_both_better": _(
            "Better than all {count} random orders both ways: on this photo it finds patches that "
            "this model uses for the class."
        ),
        "judged_both_inside": _(
            "Inside the random band both ways: on this photo the map orders patches no better than "
            "chance."
        ),
        "judged_both_worse": _(
            "Worse than all {count} random orders both ways: on this photo it puts patches first "
            "that the class needs least."
        ),
        "judged_apart": _("{deletion} {insertion}"),
        "judged_deletion_better": _("Deletion: better than all random orders."),
        "judged_deletion_inside": _("Deletion: inside the random band, no better than chance."),
        "judged_deletion_worse": _("Deletion: worse than all random orders."),
        "judged_insertion_better": _("Insertion: better than all random orders."),
        "judged_insertion_inside": _("Insertion: inside the random band, no better than chance."),
        "judged_insertion_worse": _("Insertion: worse than all random orders."),
        "judged_ties": _("{share} of its patches share a value; those stand in random order."),
    }


def _randomization(_: Words) -> dict[str, str]:
    return {
        "randomization_title": _(
            "Weight randomization: does the map change when the model forgets?"
        ),
        "randomization_lead": _(
            "Weights are replaced by random numbers, from the classifier down. A map that stays "
            "although the model forgot does not show what was learned."
        ),
        "randomization_is": _(
            "Weight randomization (Adebayo et al. 2018). Each tensor keeps its own mean and "
            "standard deviation, one seed draws the numbers. ρ is the rank correlation (Spearman) "
            "of the map before and after: 1 is the same order of patches, 0 is none in common."
        ),
        "randomization_is_not": _(
            "A map that changes has passed only this check: it may change for the wrong reason. "
            "Attention and rollout know no class, so a forgotten classifier cannot change them."
        ),
        "randomization_slider": _("The model forgets"),
        "randomization_tip": _(
            "What is forgotten is replaced by random numbers of the same spread. The last norm "
            "counts with the classifier."
        ),
        "randomization_none": _("nothing"),
        "randomization_head": _("the classifier"),
        "randomization_block": _("the classifier and the last layer"),
        "randomization_blocks": _("the classifier and the last {count} layers"),
        "randomization_all": _("all, the patch filters and positions too"),
        "randomization_gallery": _("Each method's map before and after forgetting"),
        "before": _("before"),
        "after": _("after"),
        "rank": _("ρ = {value}"),
        "no_order": _("no order"),
        "randomization_nothing": _("Nothing is forgotten: both rows are the same."),
        "randomization_found": _(
            "Changes least: {most}, ρ = {most_value}. Changes most: {least}, ρ = {least_value}."
        ),
        "randomization_says": _(
            "The model now gives {label} {probability}; its first is {first}, {share}."
        ),
    }


def _exact(_: Words) -> dict[str, str]:
    return {
        "invariants_title": _("Exactness: are the maps the model's own?"),
        "invariants_lead": _(
            "Four things must hold if our maps are exact. Each was measured on this photo."
        ),
        "invariants_is": _(
            "The maps are computed beside the model, from its own queries and keys. All numbers "
            "are float32, so what is left is rounding: about 10⁻⁷ of a number in each operation."
        ),
        "invariants_is_not": _(
            "It says that the attention is exact, not that attention explains the prediction: that "
            "is what the curves above are for."
        ),
        "column_checked": _("Checked"),
        "column_worst": _("Worst"),
        "column_limit": _("Limit"),
        "column_mark": _("Result"),
        "inv_rows": _("Each row of attention sums to 1"),
        "inv_rows_tip": _("The largest |sum − 1| over all rows, heads and layers."),
        "inv_outputs": _("Our A V is the module's output"),
        "inv_outputs_tip": _(
            "Our attention A times the values V against what the model's own call gave, relative "
            "to its largest number."
        ),
        "inv_captured": _("Capture changes no logit"),
        "inv_captured_tip": _("The largest difference of a logit with capture and without."),
        "inv_logits": _("The model on our maps says the same"),
        "inv_logits_tip": _(
            "A pass in which our maps take the place of the model's attention: the largest "
            "difference of a logit. The first class must be the same too."
        ),
        "in_layer": _("layer {layer}"),
        "holds": _("holds"),
        "fails": _("does not hold"),
        "measured": _("Measured at {time}."),
    }
