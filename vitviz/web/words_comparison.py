"""What the page ViT vs CNN says of what both models have built in: exact facts and counts.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import common


def equivariance(_: Words) -> dict[str, str]:
    """The words of the exact facts."""
    return common(_) | _exact(_) | _of_cnn(_) | _of_vit(_)


def _exact(_: Words) -> dict[str, str]:
    return {
        "title": _("Exact facts"),
        "lead": _(
            "What moves along when the picture moves: by construction, whatever was learned. "
            "Measured on this photo with the models' own weights."
        ),
        "fact": _("Fact"),
        "measured": _("Measured"),
        "limit": _("Limit"),
        "result": _("Result"),
        "cnn": _("CNN: convolutions and shifts"),
        "vit": _("ViT: patches and permutations"),
        "none": _("not in this model"),
        "holds": _("holds"),
        "fails": _("does not hold"),
        "definition": _("What this is, and what it does not show"),
        "is": _(
            "Measured is the length (L2) of the difference, divided by the length of what it is "
            "compared to. Where a fact is exact in theory, what is left is the rounding of "
            "float32. Grey rows are no facts: they say by how much it is broken."
        ),
        "is_not": _(
            "These facts are about layers, not about predictions. A CNN is not shift-invariant: "
            "its padding and its strides break what each of its kernels keeps. A ViT has no such "
            "symmetry for shifts by less than a patch."
        ),
    }


def _of_cnn(_: Words) -> dict[str, str]:
    return {
        "fact_wrapped": _(
            "The CNN's first kernel ({kernel}) with stride 1 and wrap-around: the photo moved by "
            "{down} px down and {right} px right gives the same answers, moved as far."
        ),
        "fact_strided": _(
            "With its own stride of {stride} and wrap-around: a shift by {stride} px moves the "
            "answers by one place."
        ),
        "fact_inside": _(
            "The layer as it is, with its own padding, the photo shifted by {stride} px: the same "
            "away from the border."
        ),
        "fact_padded": _("The same with the border: padding breaks it there."),
        "fact_between": _(
            "A shift by 1 px where the stride is {stride}: no shift of the answers fits. The "
            "nearest one, with wrap-around."
        ),
        "fact_features": _(
            "The whole CNN, the photo shifted by all its strides together ({strides} px) around "
            "the edge: its last map against the same map moved by one place."
        ),
    }


def _of_vit(_: Words) -> dict[str, str]:
    return {
        "fact_convolution": _(
            "The patch embedding is a convolution with kernel = stride = patch ({patch}): each "
            "patch as a vector times one matrix gives the same."
        ),
        "fact_attention": _(
            "Attention knows no order: the first layer's attention of permuted tokens is its "
            "output, permuted."
        ),
        "fact_tokens": _(
            "The whole encoder without positions: permuted patches give the same tokens, permuted."
        ),
        "fact_placed": _(
            "The same with positions: the tokens of permuted patches are others. Only the position "
            "embedding tells the ViT where a patch is."
        ),
    }


def counting(_: Words) -> dict[str, str]:
    """The words of the counts."""
    return common(_) | _counts(_) | _parts(_) | _parts_tips(_)


def _counts(_: Words) -> dict[str, str]:
    return {
        "title": _("Counting"),
        "lead": _(
            "Both models share weights: the CNN across places, the ViT across tokens. Counted in "
            "one pass of the loaded models at the size shown."
        ),
        "of_vit": _("ViT at {width} × {height} px"),
        "of_cnn": _("CNN at {width} × {height} px"),
        "part": _("Part"),
        "parameters": _("Parameters"),
        "parameters_tip": _("Learned weights and biases; the bar is the part's share of all."),
        "uses": _("Uses of each"),
        "uses_tip": _(
            "How often one weight is used in a pass of one picture: at every place or token. Where "
            "layers differ, from the least to the most."
        ),
        "unshared": _("Without sharing"),
        "unshared_tip": _("How many parameters it would need if every place or token had its own."),
        "multiply_adds": _("Multiply-adds"),
        "multiply_adds_tip": _(
            "Of linear layers, convolutions and the products of attention, padding included; "
            "norms, activations and additions are left out. The bar is the part's share of all."
        ),
        "all": _("Total"),
        "compared": _(
            "{vit} parameters and {vit_adds} multiply-adds in the ViT, {cnn} and {cnn_adds} in the "
            "CNN: {vit_uses} multiply-adds for each parameter of the ViT, {cnn_uses} of the CNN."
        ),
        "definition": _("What this is, and what it does not show"),
        "is": _(
            "Every call of a layer in a real pass is read with its own shapes. The products of "
            "attention, q · k and A v, have no weights: they alone grow with the square of the "
            "number of tokens, and within windows with that number alone."
        ),
        "is_not": _(
            "The counts are of these two models, which are not of one size: they compare how "
            "weights are used, not which family is better. Multiply-adds are not time."
        ),
    }


def _parts(_: Words) -> dict[str, str]:
    return {
        "part_stem": _("First convolution"),
        "part_depthwise": _("Depthwise convolutions"),
        "part_pointwise": _("Pointwise convolutions"),
        "part_convolution": _("Other convolutions"),
        "part_patch_embedding": _("Patch embedding"),
        "part_positions": _("Position embedding"),
        "part_prefix_tokens": _("Class token"),
        "part_attention": _("Attention, {blocks} layers"),
        "part_products": _("Products of attention"),
        "part_mlp": _("MLP, {blocks} layers"),
        "part_norms": _("Norms"),
        "part_layer_scale": _("LayerScale"),
        "part_head": _("Classifier"),
        "part_other": _("Other"),
    }


def _parts_tips(_: Words) -> dict[str, str]:
    return {
        "part_stem_tip": _("Reads the three colours of the picture."),
        "part_depthwise_tip": _("One kernel for each channel, over its neighbours in space."),
        "part_pointwise_tip": _("1 × 1: mixes the channels at each place, as a linear layer."),
        "part_convolution_tip": _("Convolutions that mix space and channels at once."),
        "part_patch_embedding_tip": _("One matrix for every patch."),
        "part_positions_tip": _(
            "The only weights that belong to one place; counted as they were learned, for all "
            "places of the learned grid."
        ),
        "part_prefix_tokens_tip": _("Learned tokens before the patches."),
        "part_attention_tip": _("Queries, keys, values and the output, the same for all tokens."),
        "part_products_tip": _("q · k and A v for {tokens} tokens: no weights."),
        "part_mlp_tip": _("The same two linear layers for all tokens."),
        "part_norms_tip": _("A scale and a shift for each channel."),
        "part_layer_scale_tip": _("A factor for each channel of what a block adds."),
        "part_head_tip": _("From the features to the classes, used once."),
        "part_other_tip": _("What is none of these."),
    }
