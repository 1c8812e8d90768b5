"""What the panel says that switches heads off. {places} are filled in the browser."""

from vitviz.text import Words
from vitviz.web.words_common import common, long_run
from vitviz.web.words_faithfulness import maps


def ablation(_: Words) -> dict[str, str]:
    """The words of the view "ablation"."""
    return common(_) | long_run(_) | maps(_) | _table(_) | _without(_)


def _table(_: Words) -> dict[str, str]:
    return {
        "title": _("Head ablation: what is each head worth?"),
        "lead": _(
            "A head that is off gives 0 to every token. The table shows how the logit of the class "
            "changes then; click a head or a whole layer to switch it off and on."
        ),
        "caution": _("Zeroing is out of distribution: no photo makes a head give 0."),
        "caution_tip": _(
            "The layers above never learned to read such a residual stream, so the change can "
            "overstate what the head does. It is not what a model trained without the head would "
            "say."
        ),
        "is": _(
            "The change is the logit of the chosen class with the head off less the logit with all "
            "heads on. A head's output, its weights times its values, becomes 0 at every token; "
            "the projection's bias and the residual stream stay."
        ),
        "is_not": _(
            "Heads make up for each other: the changes of two heads do not add up to the change "
            "without both. A head with no change on this photo may matter on another."
        ),
        "run_about": _("Head ablation, {label}"),
        "run": _("Compute the table: every head off in turn"),
        "run_time": _("Compute the table: every head off in turn, {time}"),
        "heat_title": _("Change of the logit of {label} without each head"),
        "heat_text": _("Rows are layers, columns heads; below 0: the class loses without it"),
        "heat_label": _("Change of the logit without each head. Arrow keys move, Enter switches."),
        "heat_before": _("Heads can be switched off before the table is computed."),
        "heat_found": _(
            "The logit of {label} falls most without {low} ({low_value}) and rises most without "
            "{high} ({high_value})."
        ),
        "layer": _("layer"),
        "whole": _("all heads"),
        "off": _("off"),
        "head_name": _("layer {layer}, head {head}"),
        "layer_name": _("layer {layer}, all heads"),
        "legend_heads": _("One head, in logits"),
        "legend_layers": _("All heads of a layer, own scale, in logits"),
        "all_on": _("All on again"),
    }


def _without(_: Words) -> dict[str, str]:
    return {
        "without_nothing": _("All heads are on"),
        "without_these": _("Off: {names}"),
        "without_many": _("{count} heads and layers are off"),
        "between": _("; "),
        "column_class": _("Class"),
        "column_all_on": _("All on"),
        "column_now": _("Now"),
        "column_change": _("Change of logit"),
        "without_maps_relevance": _("Generic relevance of the class"),
        "without_maps_gradcam": _("Grad-CAM of the class, in the last layer"),
        "without_before": _("all on"),
        "without_after": _("now"),
        "without_gallery": _("The map of the class with all heads on and now"),
    }
