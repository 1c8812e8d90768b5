"""What the page ViT vs CNN says of effective receptive fields and of the reach of heads.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common, gallery
from vitviz.web.words_explore import reaches


def receptive(_: Words) -> dict[str, str]:
    """The words of both fields, their squares and the chart of reach."""
    return common(_) | gallery(_) | reaches(_) | _panel(_) | _depths(_)


def _panel(_: Words) -> dict[str, str]:
    return {
        "title": _("Receptive fields"),
        "lead": _(
            "Which pixels the central position feels: in a CNN the field grows stage by stage, in "
            "a ViT every patch can feel the whole picture from the first layer on, unless it "
            "attends within windows."
        ),
        "of_vit": _("ViT: the central patch"),
        "of_cnn": _("CNN: the central place"),
        "holds": _("holds {share}"),
        "holds_tip": _(
            "Side of the smallest square around the position's centre that holds this share of the "
            "field. One that is longer than the picture reaches beyond its edge."
        ),
        "pixels": _("{count} px"),
        "no_signal": _("No signal"),
        "places": _("{count} places ({rows} × {cols})"),
        "least": _("{power} and less"),
        "most": _("the largest"),
        "scale": _(
            "Logarithmic, each map from its own largest value down. The squares hold 20%, 50% and "
            "99%."
        ),
        "definition": _("What this is, and what it does not show"),
        "is": _(
            "Effective receptive field as in RepLKNet (Ding et al. 2022): the gradient of the sum "
            "of relu of the central position's features by the pixels, absolute, summed over the "
            "colours. Of an even number of positions the lower right one of the middle is taken."
        ),
        "is_not": _(
            "It is of this photo and of this position; the published ones are means over many "
            "photos. Each model sees its own crop. A small gradient is not no influence: it is how "
            "much a small change would matter."
        ),
    }


def _depths(_: Words) -> dict[str, str]:
    return {
        "depth_vit": _("Layer"),
        "depth_cnn": _("Stage"),
        "first_vit": _("patch embedding"),
        "first_cnn": _("first convolution"),
        "after_vit": _("after layer {number}"),
        "after_cnn": _("after stage {number}"),
        "last_cnn": _("last map"),
    }
