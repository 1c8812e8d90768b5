"""What Inside says of a model with several grids: block by block, and of its last stage's lens.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common, gallery
from vitviz.web.words_inside import mapped, predicted, shared, stream


def stages(_: Words) -> dict[str, str]:
    """The words of the panel through the blocks of a model with several grids."""
    return common(_) | gallery(_) | shared(_) | stream(_) | _stages(_)


def stage_lens(_: Words) -> dict[str, str]:
    """The words of the panel of what each block of the last stage would predict."""
    words = common(_) | gallery(_) | shared(_) | predicted(_) | mapped(_)
    return words | _stage_lens(_)


def _stages(_: Words) -> dict[str, str]:
    return {
        "title": _("Residual stream, block by block"),
        "lead": _(
            "The tokens that leave each block, on the block's own grid. Stages differ in grid and "
            "width, so tokens compare within a block, never across stages."
        ),
        "query_tip": _(
            "The patch that is followed, one of the finest grid. Move over the large map to try "
            "patches, click to keep one."
        ),
        "maps_norm_tip": _(
            "The length of a token's vector, √Σ x², compared with the median token of its block."
        ),
        "gallery_title": _("After every block"),
        "added_title": _("What each block adds"),
        "added_tip": _(
            "|what leaves the block − what enters it| / |what enters it|, on the block's own grid: "
            "0 changes nothing, 1 adds as much as there was."
        ),
        "block": _("the whole block, whatever it is made of"),
        "usual": _("The line across a bar is the median token."),
        "added_here": _("Block {layer} adds {block} (median token {usual_block})."),
        "added_none": _(
            "Block {layer} changes the grid or the width, so what enters it and what leaves it do "
            "not compare."
        ),
        "added_text": _(
            "What each block adds to the token that covers {token}, relative to what enters it: "
            "{values}."
        ),
        "added_absent": _(
            "No bar for what changes the grid or the width, since tokens before and after do not "
            "compare: block {blocks}."
        ),
        "added_nowhere": _(
            "Every block of this model changes the grid or the width, so what each adds cannot be "
            "told: tokens before and after do not compare."
        ),
        "depth_block": _("after block {layer}"),
        "large_label": _("The map of the chosen depth over the photo. Arrow keys move the query."),
        "norm_tip": _("The length of the token's vector, √Σ x², after the block shown large."),
        "similarity_text": _(
            "One scale for all blocks: −1 to 1. On a coarser grid the token that covers the patch "
            "stands for it."
        ),
        "norm_text": _(
            "One scale for all blocks: −50% to +50% of the block's own median token, and beyond it "
            "the last colour. White outlines mark outliers by the rule below."
        ),
        "is": _(
            "The tokens as they leave each block in which patches look at patches, read in one "
            "pass; blocks are counted from 1 over the whole model, and one may hold several layers "
            "of attention (MaxViT's hold two). A patch is followed by its place: on each grid it "
            "is the token in whose cell the middle of the patch lies. Norms are float32; "
            "similarities are computed here from tokens of length 1 in half precision."
        ),
        "is_not": _(
            "It is not one stream through the whole model: where the grid changes, other tokens of "
            "another width are made, so norms of two stages do not compare. Tokens that are no "
            "patches, as a class token, are left out. Two tokens that are alike need not mean the "
            "same: a direction that all tokens share lifts every cosine."
        ),
    }


def _stage_lens(_: Words) -> dict[str, str]:
    return {
        "title": _("Logit lens: what each block of the last stage would predict"),
        "lead": _(
            "The classifier reads {reads} after every block of the last stage, and each patch by "
            "itself, as if the model ended there."
        ),
        "depth_block": _("after block {layer}"),
        "target_tip": _("The class whose probability is mapped over the photo."),
        "large_label": _(
            "The map after the chosen block over the photo. Arrow keys read one patch alone, "
            "Escape what the model reads."
        ),
        "gallery_label": _("The maps after each block of the last stage"),
        "no_maps": _(
            "The blocks of this model hand on no token for each patch, so no patch can be read "
            "alone."
        ),
        "why": _(
            "The last stage alone: tokens of an earlier one lie on another grid, most of them with "
            "another width, so the classifier cannot read them."
        ),
        "flow_text": _(
            "A band is as thick as its class is probable: a full row is 100%. Rings mark the "
            "likeliest class after a block; blocks are counted over the whole model. The number is "
            "the last one's: what the model predicts."
        ),
        "is": _(
            "The logit lens (nostalgebraist 2020): what a block hands on takes the place of what "
            "the last one does, and the model goes on with it: through its own final norm, pooling "
            "and classifier, then softmax. After the last block it is the model's own prediction. "
            "Blocks are those in which patches look at patches, counted from 1 over the whole "
            "model. A patch is read alone: its token stands in every place of what the block hands "
            "on, also in those of a class token, so that the classifier reads nothing else. The "
            "patches' probabilities are in half precision."
        ),
        "is_not": _(
            "The classifier was trained for the last block alone. What an earlier one hands on is "
            "not yet in the form that it reads: a low number does not mean that the block knows "
            "nothing, and no patch was ever trained to be read."
        ),
    }
