"""The formulas of the Lesson: how their numbers read, and what each symbol means.

The formulas themselves are the same in every language (views/lesson/formulas.js). The notation is
that of Dosovitskiy et al. 2021 and Vaswani et al. 2017.
"""

from vitviz.text import Words


def formulas(_: Words) -> dict[str, str]:
    """Of a step its formula with this photo's numbers (with_), and its symbols (symbol_)."""
    return _numbers(_) | _of_tokens(_) | _of_layers(_) | _of_models(_)


def _numbers(_: Words) -> dict[str, str]:
    return {
        "with_patches": _(
            "{height} · {width} / ({patch_height} · {patch_width}) = {patches}, and {patches} + "
            "{prefix} = {tokens}. With the paper's numbers: 224 · 224 / (16 · 16) = 196, and 197 "
            "with one token more."
        ),
        "with_embedding": _(
            "x has {numbers} numbers, z has {dim}: E holds {dim} × {numbers} = {weights}, the same "
            "for every patch."
        ),
        "with_positions": _(
            "Here z and p have {width} numbers each, and i counts {patches} places."
        ),
        "with_order": _("Here z stands for {tokens} tokens of {width} numbers each."),
        "with_attention": _("Here d = {numbers}."),
        "with_heads": _("Here j counts {patches} patches."),
        "with_class_token": _("Here j counts {tokens} tokens, {patches} of them patches."),
        "with_residual": _(
            "Here z has {width} numbers, and this is done in each of {layers} layers."
        ),
        "with_label": _("Here W has {classes} rows of {width} numbers."),
        "with_explanation": _("Here R has {tokens} × {tokens} numbers."),
        "with_shuffle": _(
            "In the first layer of this CNN i counts {filter_px} × {filter_px} offsets, for every "
            "p alike."
        ),
        "with_shift": _("Here T moves by {right_px} pixels to the right and {down_px} down."),
        "with_cost": _("With this photo: {larger}² / {tokens}² = {ratio}."),
    }


def _of_tokens(_: Words) -> dict[str, str]:
    return {
        "symbol_n": _("N: how many patches there are."),
        "symbol_h": _("H: height of the picture in pixels."),
        "symbol_w": _("W: width of the picture in pixels."),
        "symbol_p": _("P: side of a patch in pixels."),
        "symbol_z": _("z: the token, a vector of D numbers."),
        "symbol_e": _("E: the learned matrix, a filter in each row."),
        "symbol_x": _("x: the patch's numbers, laid flat."),
        "symbol_b": _("b: a learned bias, one number for each filter."),
        "symbol_by": _("b: a learned bias, one number for each class."),
        "symbol_zi": _("zᵢ: the token of the patch at place i."),
        "symbol_pi": _("pᵢ: the position embedding of place i."),
        "symbol_pz": _("Π: another order of the tokens, a permutation."),
        "symbol_msa": _("MSA: multi-head self-attention."),
    }


def _of_layers(_: Words) -> dict[str, str]:
    return {
        "symbol_q": _("Q: the queries, one row for each token that looks."),
        "symbol_k": _(
            "K: the keys, one row for each token that is looked at; ᵀ makes columns of the rows."
        ),
        "symbol_v": _("V: the values, what is taken from each token."),
        "symbol_d": _("d: how many numbers a query has; its root keeps the scores small."),
        "symbol_weights": _("A: the attention weights, one row for each token that looks."),
        "symbol_taken": _("z′: what each token takes in, the weighted mean of the values."),
        "symbol_softmax": _("softmax: makes a row of scores positive, with the sum 1."),
        "symbol_a": _("aᵢⱼ: how much the patch at i looks at the one at j."),
        "symbol_reach": _("δᵢ: how far the patch at i looks on average, in pixels."),
        "symbol_distance": _("|xᵢ − xⱼ|: the distance between the two patches in pixels."),
        "symbol_patches": _("Σⱼ: the sum over all patches j."),
        "symbol_all": _("Σⱼ: the sum over all tokens j, patches or not."),
        "symbol_acls": _("a(CLS, j): how much the class token looks at token j."),
        "symbol_ln": _("LN: LayerNorm, which brings a token to a common scale."),
        "symbol_mlp": _(
            "MLP: two linear layers with a curve (GELU) between them, on each token alone."
        ),
        "symbol_y": _("y: the probabilities of the classes."),
        "symbol_wy": _("W: the matrix of the classifier, a row for each class."),
        "symbol_zcls": _("z(CLS): the vector that the classifier reads."),
        "symbol_r": _("R: how much of each token is in each other one so far."),
        "symbol_grad": _("∇A: how the score of the class changes with each weight."),
        "symbol_times": _("⊙: each number times the one at the same place."),
        "symbol_kept": _("( )⁺: what is positive stays, what is negative becomes 0."),
        "symbol_mean": _("mean: over the heads of a layer."),
    }


def _of_models(_: Words) -> dict[str, str]:
    return {
        "symbol_yp": _("y(p): the response of a filter at place p."),
        "symbol_wq": _("w(i): the filter's weight at offset i, the same at every place."),
        "symbol_near": _("Σᵢ: i runs over the neighbourhood alone, such as 3 × 3 pixels."),
        "symbol_there": _("x(p + i): the picture at offset i from place p."),
        "symbol_f": _("f: the layer."),
        "symbol_picture": _("x: the picture."),
        "symbol_t": _("T: a shift of the picture."),
        "symbol_tokens": _(
            "N patches and the class token are N + 1 tokens; with both sides doubled there are "
            "4N patches."
        ),
    }
