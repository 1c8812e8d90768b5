"""Why no map of a kind of model is shown, one sentence for each reason that probing finds."""

from vitviz.text import N_

_OTHER_PASS = N_(
    "The model attended in another way than when it was opened, so nothing of this pass is shown. "
    "Choose another size or another model."
)
KINDS = {
    "no_fused_call": N_(
        "No attention of {name} goes through torch's scaled_dot_product_attention, where it would "
        "be seen. Let the module compute its attention by that function."
    ),
    "no_patch_layer": N_(
        "No layer of {name} reads patches of the photo: no convolution steps from patch to patch. "
        "Where a linear layer reads them, laid flat in reading order, say their size: "
        "patch = (height, width) among wrap's arguments."
    ),
    "more_than_head": N_(
        "After its last layer of attention between patches this model goes on with {part}, not "
        "with its head alone, so what an earlier layer would predict cannot be read. Choose "
        "another model."
    ),
    "fast_path": N_(
        "The attention {part} of {name} is of a class made from nn.MultiheadAttention, into which "
        "nobody can look. Use nn.MultiheadAttention itself, or scaled_dot_product_attention."
    ),
    "no_patch_grid": N_(
        "No grid of patches was found in {name}: no convolution makes its tokens of patches of the "
        "photo, or they lie on no single grid. Choose another model."
    ),
    "pooling": N_(
        "The classifier of {name} reads its tokens in no fixed proportion: their maximum, or "
        "several side by side, each by weights of its own. So what a prediction rests on cannot be "
        "told. Choose another model."
    ),
    "pass_failed": N_(
        "A pass of {name} fails: {cause}. Check that it takes photos of this size, or choose "
        "another model."
    ),
    "unusual_call": N_(
        "The attention {part} of {name} is masked or thinned out in a way that no map of weights "
        "describes. Choose another model."
    ),
    "not_reproduced": N_(
        "What the attention {part} of {name} gives does not follow from its queries, keys and "
        "values alone, so no map is shown. Choose another model."
    ),
    "other_count": _OTHER_PASS,
    "other_order": _OTHER_PASS,
    "other_shapes": _OTHER_PASS,
}
