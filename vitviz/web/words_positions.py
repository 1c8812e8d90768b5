"""What the page Positions says: the embedding as it is, its changes, its symmetries.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.glossary import meaning
from vitviz.web.words_common import common, gallery


def positions(_: Words) -> dict[str, str]:
    """The words of the embedding as one can look at it."""
    return common(_) | gallery(_) | _terms(_) | _panes(_) | _others(_)


def _terms(_: Words) -> dict[str, str]:
    return {
        "embedding": _("Position embedding"),
        "embedding_tip": meaning(_, "position_embedding"),
        "cosine": _("Cosine similarity"),
        "cosine_tip": meaning(_, "cosine"),
        "components_tip": _(
            "The directions in which the embeddings differ most: the eigenvectors of their "
            "covariance, the strongest first (Pearson 1901). The share of a component is its part "
            "of the whole variance."
        ),
        "norm": _("Norm"),
        "norm_tip": meaning(_, "norm"),
        "table": _("Table"),
        "table_used": _("as used at this size"),
        "table_used_tip": _(
            "Resampled to this grid as the model does it: bicubic, with antialiasing."
        ),
        "table_learned": _("as learned"),
        "table_learned_tip": _("The table in the model's file, before any resampling."),
        "used_text": _(
            "{count} positions ({rows} × {cols}), {dim} numbers each: resampled from the {learned} "
            "({learned_rows} × {learned_cols}) that were learned."
        ),
        "used_same": _(
            "{count} positions ({rows} × {cols}), {dim} numbers each, as they were learned."
        ),
        "learned_text": _(
            "{count} positions ({rows} × {cols}), {dim} numbers each: the table in the model's "
            "file, here laid over the photo."
        ),
        "untrained": _("This model is untrained: its embedding is random noise."),
    }


def _panes(_: Words) -> dict[str, str]:
    return {
        "photo_title": _("Position"),
        "photo_label": _("The photo with its positions. Arrow keys move the position."),
        "invite": _("Move over any picture here: all others follow. Click to keep a position."),
        "invite_touch": _("Tap any picture here, or press and move: all others follow."),
        "tiles": _("One tile for each position"),
        "tiles_tip": _(
            "Tile (row, column) shows how similar the embedding of that position is to those of "
            "all positions (Dosovitskiy et al. 2021, figure 7, centre)."
        ),
        "tiles_label": _("All tiles, one for each position. Arrow keys move the position."),
        "tile": _("The tile of row {row}, column {col}"),
        "tile_note": _("Least {least}, mean {mean}"),
        "tile_value": _("row {row}, column {col}: {value}"),
        "colour": _("Principal components as colour"),
        "colour_note": _("Red {first}, green {second}, blue {third} of the variance"),
        "colour_tip": _(
            "The first three principal components as red, green and blue, each from its smallest "
            "to its largest value: positions of similar colour have similar embeddings."
        ),
        "plane": _("Principal components as a plane"),
        "plane_label": _("Every position by its first two principal components"),
        "plane_axis": _("component {number}: {share} of the variance"),
        "plane_by": _("Colour by"),
        "plane_row": _("row"),
        "plane_col": _("column"),
        "norms": _("Norm at each position"),
        "norms_note": _("{least} to {most}"),
        "place": _("Position"),
        "place_value": _("row {row}, column {col}"),
        "nearest": _("Most similar"),
        "nearest_tip": _(
            "The other position whose embedding has the largest cosine with this one."
        ),
        "nearest_value": _("row {row}, column {col}: {value}"),
        "here": _("Under the pointer"),
        "here_tip": _("Cosine of the position's embedding with the one under the pointer."),
        "text": _(
            "Row {row}, column {col}. Most similar: row {to_row}, column {to_col}, cosine {value}. "
            "Norm {norm}."
        ),
    }


def _others(_: Words) -> dict[str, str]:
    return {
        "rotary": _(
            "This model rotates queries and keys by their position in every layer (rotary position "
            "embedding). A tile shows the mean cosine of the angle between the rotations of two "
            "positions."
        ),
        "rotary_also": _(
            "This model also rotates queries and keys by their position in every layer (rotary "
            "position embedding)."
        ),
        "relative": _(
            "This model adds to the attention scores a number for each offset from query to key "
            "(relative position bias): the first layer's numbers, head by head, offset zero in the "
            "middle."
        ),
        "relative_head": _("Head {head}"),
        "convolution": _(
            "This model adds no position embedding. Its convolutions pad the edges of what they "
            "read, and from there places can be told."
        ),
        "elsewhere": _("This model holds its positions in another way than this view shows."),
        "none": _(
            "This model is told nothing of the positions of its patches: there is no position "
            "embedding to look at."
        ),
    }


def change(_: Words) -> dict[str, str]:
    """The words of the changes, their effect and the symmetries."""
    return common(_) | gallery(_) | _changes(_) | _effects(_) | _symmetries(_)


def _changes(_: Words) -> dict[str, str]:
    return {
        "change": _("Change"),
        "change_title": _("Change: {change}"),
        "change_seeded": _("{change} (seed {seed})"),
        "change_none": _("unchanged"),
        "change_none_tip": _("The model as it is."),
        "change_scale": _("scaled"),
        "change_scale_tip": _("Every embedding times one number."),
        "change_zero": _("zero"),
        "change_zero_tip": _("Nothing is added to the patches."),
        "change_mean": _("mean"),
        "change_mean_tip": _("Every patch gets the mean of all embeddings."),
        "change_shuffle": _("shuffled"),
        "change_shuffle_tip": _("The embeddings change positions at random."),
        "change_transpose": _("transposed"),
        "change_transpose_tip": _("Rows and columns change places."),
        "change_all": _("all the same"),
        "change_all_tip": _("Every patch gets the embedding of one position."),
        "change_photo": _("photo shuffled"),
        "change_photo_tip": _(
            "The patches of the photo change positions at random, the embeddings stay. The CNN "
            "gets the same picture: it has no position embedding, and is the control."
        ),
        "amount": _("Factor"),
        "seed": _("Seed"),
        "seed_new": _("New seed"),
        "patch_title": _("Whose embedding all get: row {row}, column {col}"),
        "photo_label": _("The photo with its patches. Arrow keys move the position."),
        "caution": _("What this does not show"),
        "caution_text": _(
            "A change at test time puts the model where it was never trained (out of "
            "distribution). It does not measure what a model trained without the embedding would "
            "do. Setting to zero overstates the effect most easily, so the mean stands beside it."
        ),
        "untrained": _("This model is untrained: what it says is chance, before and after."),
    }


def _effects(_: Words) -> dict[str, str]:
    return {
        "before": _("before"),
        "after": _("after"),
        "added": _("Embedding, {when}"),
        "added_tip": _(
            "What is added to each patch: its first three principal components as red, green and "
            "blue, on the scale of the table as it is."
        ),
        "given": _("Photo, {when}"),
        "map": _("Map of {reads}, {when}"),
        "map_tip": _(
            "The attention of {reads} in the last layer, mean over the heads. Both maps have one "
            "scale: black is 0, the end is the largest weight of either."
        ),
        "map_note": _("on patches: {share}"),
        "top": _("Five likeliest"),
        "vit": _("ViT"),
        "cnn": _("CNN"),
        "cnn_same": _(
            "The CNN has no position embedding, so there is nothing to change. Its control is the "
            "shuffled photo."
        ),
        "cnn_given": _("The CNN is given the very picture that the ViT is given."),
        "was": _("was {share}"),
        "divergence": _("KL divergence"),
        "divergence_tip": _(
            "KL(p ‖ q) = Σ p ln(p / q) of the prediction before (p) and after (q), in nats: 0 "
            "where they agree, no upper limit (Kullback and Leibler 1951)."
        ),
        "nats": _("{value} nats"),
        "effect_text": _("{model}: {label} {share}, before {before}; KL divergence {kl} nats."),
    }


def _symmetries(_: Words) -> dict[str, str]:
    return {
        "facts": _("Symmetries: three exact facts"),
        "facts_text": _(
            "Measured on this photo: the worst difference of any logit. Where it is exactly 0 in "
            "theory, less than {limit} is left by the rounding of float32. Orders by seed {seed}."
        ),
        "measuring": _("Measuring: {done} of {total} forward passes …"),
        "fact": _("Fact"),
        "measured": _("Measured"),
        "limit": _("Limit"),
        "result": _("Result"),
        "fact_swap": _(
            "Shuffling the patches of the photo is the same as shuffling the embeddings the other "
            "way round."
        ),
        "fact_unplaced": _(
            "Without the embedding every order of the patches gives the same prediction: the "
            "model sees a bag of patches."
        ),
        "fact_unchanged": _("The embedding times 1 is the model as it is."),
        "fact_moved": _("For comparison: shuffling the photo while the embeddings stay."),
        "holds": _("holds"),
        "fails": _("does not hold"),
    }
