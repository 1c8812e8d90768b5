"""What the page Inside says: from patch to vector, through depth, what each layer would predict.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.glossary import meaning
from vitviz.web.words_common import common, gallery


def patch(_: Words) -> dict[str, str]:
    """The words of the panel from patch to vector."""
    return common(_) | gallery(_) | shared(_) | _scales(_) | _patch_names(_) | _patch_sentences(_)


def shared(_: Words) -> dict[str, str]:
    """What all panels of the page say."""
    return {
        "definition": _("What this is, and what it does not mean"),
        "random": _(
            "This model is untrained: its weights are random numbers, so nothing here has been "
            "learned."
        ),
        "query": _("Query"),
        "patch": _("patch {number} (row {row}, column {col})"),
        "patch_short": _("patch {number}"),
    }


def _scales(_: Words) -> dict[str, str]:
    return {
        "scale": _("Scale"),
        "scale_own": _("separate"),
    }


def _depths(_: Words) -> dict[str, str]:
    return {
        "large_label": _("The map of the chosen depth over the photo. Arrow keys move the query."),
        "depth_embedding": _("embedding"),
        "depth_layer": _("after layer {layer}"),
    }


def _patch_names(_: Words) -> dict[str, str]:
    return {
        "title": _("Patch embedding: from a patch to a vector"),
        "lead": _(
            "A patch becomes numbers, and the numbers a vector: one dot product with each learned "
            "filter. Move over the photo to try patches, click to keep one."
        ),
        "photo_label": _("The photo with its patches. Arrow keys move the query."),
        "numbers_title": _("What the model reads"),
        "patch_seen": _("The patch"),
        "red": _("Red"),
        "green": _("Green"),
        "blue": _("Blue"),
        "numbers_label": _("The numbers of one colour of the patch"),
        "flat_label": _("All numbers of the patch in one line"),
        "bars_label": _("The vector of the patch, one bar for each filter"),
        "filters_title": _("The learned filters"),
        "wall_label": _("All learned filters. Arrow keys choose one."),
        "order": _("Order"),
        "order_answer": _("by response"),
        "order_answer_tip": _(
            "From the filter with the largest response to this patch to the most negative."
        ),
        "order_number": _("by number"),
        "scale_one": _("shared"),
        "scale_one_tip": _("The same colours for the same weights in all filters."),
        "scale_own_tip": _("Each filter up to its own largest weight: strengths do not compare."),
        "strongest_title": _("Filters with the strongest response to this patch"),
        "most_positive": _("most positive"),
        "most_negative": _("most negative"),
        "filter_title": _("Filter {number}"),
        "filter_answer": _("filter {number}: {value}"),
        "response_title": _("Its response to every patch"),
    }


def _patch_sentences(_: Words) -> dict[str, str]:
    return {
        "channel_text": _(
            "{name}, normalised: what the model reads instead of 0 to 255. Point at a number for "
            "its origin."
        ),
        "pixel_text": _(
            "{name}, row {row}, column {col}: ({level} / 255 − {mean}) / {std} = {value}"
        ),
        "flat_text": _(
            "Flattened: 3 colours × {rows} × {cols} pixels = {numbers} numbers, from −{reach} to "
            "{reach}."
        ),
        "vector_text": _(
            "The vector: {dim} numbers, one for each filter, drawn from −{most} to {most}."
        ),
        "wall_text_one": _(
            "Grey is 0; a colour is full at ±{limit}, and 99% of all weights lie within. The line "
            "under a filter is its response to this patch."
        ),
        "wall_text_own": _(
            "Grey is 0; a colour is full at the filter's own largest weight. The line under a "
            "filter is its response to this patch."
        ),
        "sum_text": _(
            "The response is a sum of {numbers} products: {answer}. With the bias, {bias}, it is "
            "number {number} of the vector: {value}."
        ),
        "response_text": _(
            "One scale for all filters: −{limit} to {limit}. 99% of all responses on this photo "
            "lie within, the others have the last colour. The bias is left out: it is the same for "
            "every patch."
        ),
        "live": _("{patch}. Most positive: {most}. Most negative: {least}."),
        "is": _(
            "The patch embedding, a linear projection (Dosovitskiy et al. 2021, eq. 1): z = E x + "
            "b, where x is the flattened patch, each row of E a filter and b the bias. It is "
            "computed here from the photo's own 8-bit values and the filters in half precision, as "
            "the bundled model stores them."
        ),
        "is_not": _(
            "It is not yet what the first layer reads: the position embedding is added to it. A "
            "filter is no detector of a thing: it is one of many directions, and its pattern "
            "counts on normalised colours, not on the photo's."
        ),
    }


def depth(_: Words) -> dict[str, str]:
    """The words of the panel through depth."""
    return common(_) | gallery(_) | shared(_) | _depths(_) | _depth_names(_) | _depth_sentences(_)


def _depth_names(_: Words) -> dict[str, str]:
    return stream(_) | {
        "title": _("Residual stream, layer by layer"),
        "lead": _(
            "Each layer adds to every token twice: attention first, then the MLP. What is "
            "carried on is the residual stream."
        ),
        "query_tip": _(
            "The token that is followed. Move over the large map to try patches, click to keep one."
        ),
        "maps_norm_tip": _(
            "The length of a token's vector, √Σ x², compared with the median patch of its depth."
        ),
        "gallery_title": _("At every depth"),
        "added_title": _("What each layer adds"),
        "added_tip": _(
            "|what is added| / |the residual stream it is added to|, for attention and for the "
            "MLP: 0 changes nothing, 1 adds as much as there was (Vaswani et al. 2017, section "
            "3.1)."
        ),
        "attention": _("attention"),
        "mlp": _("MLP"),
        "usual": _("The line across a bar is the median patch."),
    }


def stream(_: Words) -> dict[str, str]:
    """What is said of tokens through depth on one grid and on several."""
    return {
        "maps": _("Maps of"),
        "maps_similarity": _("similarity"),
        "maps_similarity_tip": meaning(_, "cosine"),
        "maps_norm": _("norm"),
        "large_similarity": _("Similarity to {token}, {depth}"),
        "large_norm": _("Norm of every patch, {depth}"),
        "norm": _("Norm"),
        "against": _("Against the median patch"),
        "against_tip": _("How much longer or shorter the token is than the median of all patches."),
        "outlying": _("Outlier"),
        "outlying_tip": _(
            "Where the norm is above median + 6 × 1.4826 × MAD of the patches' norms (MAD: the "
            "median distance from the median). Such tokens can be attention sinks (Darcet et "
            "al. 2023)."
        ),
        "nowhere": _("at no depth"),
        "median": _("median"),
        "marked": _("{count} outliers"),
    }


def _depth_sentences(_: Words) -> dict[str, str]:
    return {
        "norm_tip": _("The length of the token's vector, √Σ x², at the depth that is shown large."),
        "similarity_text": _("One scale for all depths: −1 to 1."),
        "norm_text": _(
            "One scale for all depths: −50% to +50% of the depth's median patch, and beyond it the "
            "last colour. White outlines mark outliers by the rule below."
        ),
        "added_here": _(
            "Layer {layer}: attention adds {attention} (median patch {usual_attention}), the MLP "
            "{mlp} ({usual_mlp})."
        ),
        "added_text": _(
            "What attention and the MLP add to {token}, relative to the residual stream, by layer: "
            "{values}."
        ),
        "is": _(
            "The residual stream: a token after the embedding (positions included) and after "
            "every layer, read in one pass. Norms and what is added are float32; similarities "
            "are computed here from tokens of length 1 in half precision."
        ),
        "is_not": _(
            "A large addition is not an important one: it may be undone later, or lie in "
            "directions that the classifier ignores. Two tokens that are alike need not mean the "
            "same: a direction that all tokens share lifts every cosine."
        ),
    }


def lens(_: Words) -> dict[str, str]:
    """The words of the panel of what each layer would predict."""
    return (
        common(_)
        | gallery(_)
        | shared(_)
        | _scales(_)
        | _depths(_)
        | predicted(_)
        | mapped(_)
        | _lens_names(_)
        | _lens_sentences(_)
    )


def _lens_names(_: Words) -> dict[str, str]:
    return {
        "title": _("Logit lens: what each layer would predict"),
        "lead": _(
            "The classifier reads {reads} after every layer, and each patch by itself, as if the "
            "model ended there."
        ),
        "query_tip": _(
            "The token whose predictions are shown. Move over the map to try patches, click to "
            "keep one."
        ),
        "target_tip": _("The class whose probability is mapped over the photo."),
        "gallery_title": _("At every depth"),
    }


def mapped(_: Words) -> dict[str, str]:
    """What is said of the maps of one class, a patch read alone at each place."""
    return {
        "large_title": _("Where the classifier sees “{label}”, {depth}"),
        "scale": _("Scale"),
        "scale_fixed": _("shared, 0 to 100%"),
        "scale_fixed_tip": _("One scale for all classes and depths: a probability from 0 to 100%."),
        "scale_own": _("separate"),
        "scale_own_tip": _("Each map up to its own largest probability: depths do not compare."),
        "up_to": _("to {percent}"),
    }


def predicted(_: Words) -> dict[str, str]:
    """What is said of the classes that are predicted at each depth."""
    return {
        "target": _("Class"),
        "search": _("Search {count} labels"),
        "no_match": _("No label matches."),
        "found": _("{count} labels match."),
        "flow_title": _("What the classifier says of {token}"),
        "flow_left": _(
            "{count} more classes are among the five likeliest somewhere, with at most {most}."
        ),
        "five_title": _("Likeliest for {token}, {depth}:"),
    }


def _lens_sentences(_: Words) -> dict[str, str]:
    return {
        "flow_text": _(
            "A band is as thick as its class is probable: a full row is 100%. Rings mark the "
            "likeliest class of a depth; 0 is the embedding, then the layers follow. The number "
            "is the last one's."
        ),
        "is": _(
            "The logit lens (nostalgebraist 2020): the tokens after a layer go through the model's "
            "own final LayerNorm and classifier, then softmax. A patch is read alone, in the place "
            "of the token that the classifier reads. The patches' probabilities are in half "
            "precision."
        ),
        "is_not": _(
            "The classifier was trained for the last layer alone. Earlier layers are not yet in "
            "the form that it reads: a low number does not mean that the layer knows nothing, and "
            "no patch was ever trained to be read. After the last layer nearly every patch may "
            "name the class of the whole photo, since attention has spread it."
        ),
    }
