"""What the upper half of the page Explain says: classes, methods, maps and their agreement.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.glossary import meaning
from vitviz.web.words_common import common


def explain(_: Words) -> dict[str, str]:
    """The words of the class picker, the wall of methods, the large map and the table."""
    return common(_) | picker(_) | _wall(_) | _definitions(_) | _large(_) | _table(_)


def picker(_: Words) -> dict[str, str]:
    """The words of `widgets/class_picker.js`."""
    return {
        "target": _("Class to explain"),
        "target_tip": _(
            "The maps say which patches the model's score for this class, its logit, comes from. "
            "The percentages are the model's probabilities."
        ),
        "search": _("Search {count} labels"),
        "against": _("Contrast with"),
        "against_tip": _(
            "A second class: every map becomes the density for the first class less that for the "
            "second, and what speaks for both alike cancels out."
        ),
        "against_none": _("a second class"),
        "take_out": _("Remove {label}"),
        "no_match": _("No label matches."),
        "found": _("{count} labels match."),
    }


def _wall(_: Words) -> dict[str, str]:
    return {
        "computing": _("Computing the maps …"),
        "computing_for": _("Computing six maps, {seconds} s so far …"),
        "computing_for_five": _("Computing five maps, {seconds} s so far …"),
        "computing_for_few": _("Computing three maps, {seconds} s so far …"),
        "wall_title": _("Six answers to one question: which patches?"),
        "wall_title_five": _("Five answers to one question: which patches?"),
        "wall_title_few": _("Three answers to one question: which patches?"),
        "undefined_few": _("Without rollout, gradient rollout and generic relevance. {why}"),
        "undefined_five": _("Without rollout. {why}"),
        "wall_name": _("Six methods"),
        "wall_name_five": _("Five methods"),
        "wall_name_few": _("Three methods"),
        "wall_label": _("The methods. Arrow keys move between them, Enter shows one large."),
        "attention": _("Raw attention"),
        "rollout": _("Rollout"),
        "gradient_rollout": _("Gradient rollout"),
        "relevance": _("Generic relevance"),
        "gradcam": _("Grad-CAM, ViT"),
        "gradcam_cnn": _("Grad-CAM, CNN"),
        "specific": _("for this class"),
        "blind": _("the same for every class"),
        "blind_signed": _("the same for every class; below 0 in the other colour"),
        "coarse": _("for this class, {count} cells ({rows} × {cols})"),
        "specific_two": _("one class minus the other"),
        "coarse_two": _("one class minus the other, {count} cells ({rows} × {cols})"),
        "no_signal": _("No signal"),
        "no_signal_for": _("No signal for “{label}”"),
        "zero": _("Exactly 0: this method is the same for every class"),
        "no_label": _("The CNN has no such label"),
        "scale": _("Scale"),
        "scale_fixed": _("shared, fixed"),
        "scale_fixed_tip": _("The same colours for every photo, class and method."),
        "scale_now": _("shared, 99%"),
        "scale_now_tip": _(
            "The same colours for all maps, up to the 99th percentile of their values."
        ),
        "unit": _("Density, in even shares."),
        "unit_tip": meaning(_, "density"),
        "text_fixed": _("One scale for all six; larger values have the last colour."),
        "text_fixed_five": _("One scale for all five; larger values have the last colour."),
        "text_now_five": _("One scale for all five; 99% of the values on screen are within it."),
        "text_fixed_few": _("One scale for all three; larger values have the last colour."),
        "text_now_few": _("One scale for all three; 99% of the values on screen are within it."),
        "text_now": _("One scale for all six; 99% of the values on screen are within it."),
        "even": _("even share"),
        "value": _("{times} × even share"),
    }


def _definitions(_: Words) -> dict[str, str]:
    return {
        "definition": _("What this is, and what it does not model"),
        "attention_is": _(
            "How the token that the classifier reads shares its attention in the last layer L, the "
            "mean over the H heads: a = (1/H) Σ A(L, h). Of DINOv2 and ViT that is the row of the "
            "class token [CLS] (Caron et al. 2021 show it head by head)."
        ),
        "attention_not": _(
            "It leaves out all layers below, the values, the MLP and the class: it is the same "
            "whatever is to be explained."
        ),
        "rollout_is": _(
            "Attention rollout (Abnar and Zuidema 2020): R = Â(L) … Â(1), later layers on the "
            "left, with Â = ½ A + ½ I and A the mean over the heads. Shown is the row of what the "
            "classifier reads. Its settings can be changed on the page Explore."
        ),
        "rollout_not": _(
            "It leaves out the values and their norms, the projection, the MLP, layer scale and "
            "which heads matter, and it knows no class."
        ),
        "gradient_rollout_is": _(
            "Rollout with gradient-weighted attention (ours, after Abnar and Zuidema 2020): Â = ½ "
            "F + ½ I, F the rows of E divided by their sums, E = mean over heads of (A ∂y/∂A)⁺, "
            "the evidence for the class, y its logit."
        ),
        "gradient_rollout_not": _(
            "A row with little evidence counts like one with much, so only the order of the "
            "patches means something. What speaks against the class is cut off by (…)⁺."
        ),
        "relevance_is": _(
            "Generic relevance (Chefer et al. 2021, eq. 5 and 6): R ← R + E R, from the first "
            "layer included to the last, E = mean over heads of (A ∂y/∂A)⁺, y the logit of the "
            "class. Shown is the row of what the classifier reads, less what it began with."
        ),
        "relevance_not": _(
            "It follows attention alone: the MLP and layer scale enter only through the gradient. "
            "What speaks against the class is cut off by (…)⁺."
        ),
        "gradcam_is": _(
            "Grad-CAM (Selvaraju et al. 2017): (Σ w F)⁺ over the channels F of the tokens that the "
            "chosen layer's attention is given, with w = mean over patches of ∂y/∂F, y the logit "
            "of the class."
        ),
        "gradcam_not": _(
            "A channel has one weight for all positions, as in a convolution. In a Vision "
            "Transformer a channel may mean something else elsewhere, and a late token need not "
            "stand for its own patch."
        ),
        "gradcam_cnn_is": _(
            "Grad-CAM (Selvaraju et al. 2017) on the CNN's last features before they are pooled. y "
            "is the log of the summed exp of the logits of all ImageNet classes that mean this "
            "label."
        ),
        "gradcam_cnn_not": _(
            "It is no finer than its {count} cells ({rows} × {cols}), and it sees its own crop of "
            "the photo. It is another model: where it differs, the models may differ and not the "
            "methods."
        ),
    }


def _large(_: Words) -> dict[str, str]:
    return {
        "large_title": _("{method}: {label}"),
        "large_difference": _("{method}: {label} minus {other}"),
        "large_blind": _("{method}, the same for every class"),
        "large_label": _("The chosen method, large. Arrow keys move over the map."),
        "start": _("First layer included"),
        "start_tip": _(
            "Generic relevance adds up from this layer on; the layers before it are left out. The "
            "paper includes all."
        ),
        "cam": _("Layer of Grad-CAM"),
        "cam_tip": _("Whose attention is given the features: the last layer is the usual choice."),
        "here": _("Row {row}, column {col}: {value}"),
        "highest": _("Highest: row {row}, column {col}, {value}"),
        "widest": _("Largest in size: row {row}, column {col}, {value}"),
        "text": _("{title}. {reading}."),
        "more_for": _("more for {label}"),
        "opacity": _("Opacity"),
        "smooth": _("smooth"),
        "smooth_tip": _(
            "Interpolates between patches. Invents detail that the model does not have."
        ),
    }


def _table(_: Words) -> dict[str, str]:
    return {
        "table_title": _("Do they agree?"),
        "rank": _("Rank correlation"),
        "rank_tip": _(
            "Spearman's ρ: the correlation of two maps' ranks, Σ (r − r̄)(s − s̄) / √(Σ (r − r̄)² "
            "Σ (s − s̄)²); equal values share the mean of their ranks (Spearman 1904)."
        ),
        "rank_text": _(
            "1: two methods put the patches in the same order. 0: one order says nothing of the "
            "other. −1: opposite orders. A high number means that two methods agree, not that they "
            "are right."
        ),
        "rank_cnn": _("The CNN is compared at the centres of the {count} patches that both see."),
        "rank_differences": _("Compared are the differences of the two classes."),
        "rank_none": _("no order"),
    }
