"""What the panel of feature components says; {places} are filled in the browser."""

from vitviz.text import Words
from vitviz.web.glossary import meaning
from vitviz.web.words_common import common, gallery


def components(_: Words) -> dict[str, str]:
    """The words of `views/inside/components.js` and of what it is made of."""
    return common(_) | gallery(_) | _names(_) | _photos(_) | _sentences(_)


def _names(_: Words) -> dict[str, str]:
    return {
        "title": _("Feature components and similarity"),
        "lead": _(
            "In what the patch tokens of a layer differ most, as colour, and which patches are "
            "like the one under the pointer: in this photo and in a second one. Click to keep a "
            "patch."
        ),
        "definition": _("What this is, and what it does not mean"),
        "random": _(
            "This model is untrained: its weights are random numbers, so nothing here has been "
            "learned."
        ),
        "depth": _("Depth"),
        "depth_tip": _("After which layer the tokens are read."),
        "depth_embedding": _("embedding"),
        "depth_layer": _("after layer {layer}"),
        "depth_block": _("after block {layer}"),
        "last_grid": _(
            "Of the blocks on this model's last grid: tokens of another grid have another width."
        ),
        "patch": _("patch {number} (row {row}, column {col})"),
        "patch_short": _("patch {number}"),
        "colours": _("Components, {depth}"),
        "colours_tip": meaning(_, "principal_components"),
        "colours_label": _("The components as colour. Arrow keys move the query."),
        "colour_note": _("Red {first}, green {second}, blue {third} of the variance"),
        "variance": _("Explained variance"),
        "variance_tip": meaning(_, "explained_variance"),
        "similarity": _("Similarity to {patch}"),
        "similarity_label": _("How similar each patch is to the query"),
        "similarity_tip": meaning(_, "cosine"),
        "scale": _("Scale"),
        "scale_fixed": _("−1 to 1"),
        "scale_fixed_tip": _("One scale for all queries, layers and photos."),
        "scale_own": _("lowest to highest"),
        "scale_own_tip": _(
            "From the lowest cosine on screen to the highest, the query's own left out: small "
            "differences are seen, but queries do not compare."
        ),
        "best": _("Most similar"),
        "best_first": _("Most similar in the first photo"),
        "best_second": _("Most similar in the second photo"),
        "best_tip": _(
            "The patch whose token has the largest cosine with the query's, the query itself left "
            "out. Each patch has a most similar one, however little they have in common."
        ),
        "found": _("{patch}: {value}"),
    }


def _photos(_: Words) -> dict[str, str]:
    return {
        "photo": _("Photo"),
        "first": _("First photo"),
        "second": _("Second photo"),
        "of_second": _("{patch} of the second photo"),
        "second_tip": _(
            "Its patches get the components of both photos together, and the query is searched in "
            "it. Your own photos of this tab are offered too."
        ),
        "none": _("none"),
        "yours": _("Your own photo: {name}"),
        "uploaded": _("An uploaded photo"),
    }


def _sentences(_: Words) -> dict[str, str]:
    return {
        "one_text": _(
            "Red, green and blue are the first three principal components of this photo's patch "
            "tokens, each from its 1st percentile (dark) to its 99th (full)."
        ),
        "both_text": _(
            "Red, green and blue are the first three principal components of the patch tokens of "
            "both photos together, each from its 1st percentile (dark) to its 99th (full)."
        ),
        "caveat": _(
            "Colours compare only within what is shown here: another photo, layer or model has "
            "components of its own. The sign of a component is arbitrary; here its largest "
            "loading is positive."
        ),
        "normed_text": _(
            "Similarity: the cosine of two tokens after the model's final norm layer. The white "
            "outline is the most similar patch."
        ),
        "plain_text": _(
            "Similarity: the cosine of two tokens as they leave the layer. The white outline is "
            "the most similar patch."
        ),
        "own_text": _(
            "The colours of the similarity run from the lowest to the highest cosine on screen, so "
            "queries do not compare."
        ),
        "live": _("{patch}. {best}"),
        "best_said": _("{where}: {best}."),
        "is": _(
            "The principal components (Pearson 1901) of the patch tokens in the residual stream "
            "after a layer: their mean removed, prefix tokens left out, over two photos all "
            "patches together, as in Oquab et al. 2023 (DINOv2). Computed in float32. Cosines are "
            "computed here from tokens of length 1 in half precision."
        ),
        "is_not": _(
            "Components say where tokens differ, not what the classifier uses: a direction of "
            "little variance can decide the class. Three of them leave out the rest, so patches of "
            "one colour can differ. A high cosine can come from what all tokens share, in early "
            "layers also from the position."
        ),
    }
