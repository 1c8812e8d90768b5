"""What the numbers of a map are called, and what each of them means."""

from vitviz.text import Words
from vitviz.web.glossary import meaning


def numbers(_: Words) -> dict[str, str]:
    """The words of `widgets/readings.js` and `widgets/comparison.js`."""
    return compared(_) | {
        "difference_here": _("Difference here"),
        "difference_here_tip": _("The weight in A less the weight in B, under the pointer."),
        "largest_difference": _("Largest difference"),
        "largest_difference_tip": _(
            "The patch whose weights in A and B differ most. Point at a map for any other."
        ),
        "elsewhere": _("Placed elsewhere"),
        "elsewhere_tip": _(
            "How much of A's attention would have to move to become B's: half of the sum of all "
            "differences without their signs (total variation). 0%: the same; 100%: nothing in "
            "common."
        ),
        "weight_value": _("{percent} ({times} × even share)"),
        "entropy_value": _("{nats} of {even} nats"),
    }


def compared(_: Words) -> dict[str, str]:
    """The words of `widgets/comparison.js` alone."""
    return {
        "weight": _("Weight here"),
        "weight_tip": _(
            "The attention weight of the patch under the pointer, and how many times an even "
            "share (1 / tokens) it is."
        ),
        "largest": _("Largest weight"),
        "largest_tip": _("The patch with the most weight. Point at a map for any other."),
        "nats_value": _("{nats} nats"),
        "row_sum": _("Sum of the row"),
        "row_sum_tip": _(
            "Of all weights of this query. Differential attention takes λ times one map away from "
            "another: its rows sum to 1 − λ."
        ),
        "to_prefix": _("To prefix tokens"),
        "to_prefix_tip": _(
            "The share of this row that goes to tokens that are no patches: class token [CLS], "
            "registers. The map shows the rest."
        ),
        "entropy": _("Entropy"),
        "entropy_tip": meaning(_, "entropy"),
        "reach": _("Attention distance"),
        "reach_tip": meaning(_, "reach"),
        "reach_value": _("{pixels} px"),
        "received": _("Attention received"),
        "received_tip": _(
            "The sum of this column: 1 is what a token receives if all share evenly."
        ),
        "received_value": _("{times} × even share"),
    }
