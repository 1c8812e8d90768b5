"""What the continuous picture of the lesson says: a caption for each stage, and a few labels.

{places} are filled in the browser.
"""

from vitviz.text import Words
from vitviz.web.words_common import failures

# In the order in which the photo goes through them.
STAGES = (
    "photo",
    "patches",
    "sequence",
    "vectors",
    "positions",
    "attention",
    "mlp",
    "layers",
    "class_token",
    "label",
)


def flow(_: Words) -> dict[str, str]:
    """The words of `views/lesson/flow.js`; a stage's button is `stage_{stage}`."""
    return failures(_) | _controls(_) | _entrance(_) | _layers(_) | _answer(_)


def _controls(_: Words) -> dict[str, str]:
    return {
        "computing": _("Computing …"),
        "name": _("The photo on its way through the model, stage by stage"),
        "play": _("Play it all"),
        "pause": _("Pause"),
        "stage_photo": _("Photo"),
        "stage_patches": _("Patches"),
        "stage_sequence": _("Sequence"),
        "stage_vectors": _("Vectors"),
        "stage_positions": _("Positions"),
        "stage_attention": _("Attention"),
        "stage_mlp": _("MLP"),
        "stage_layers": _("All layers"),
        "stage_class_token": _("Class token"),
        "stage_read": _("What is read"),
        "stage_label": _("Label"),
    }


def _entrance(_: Words) -> dict[str, str]:
    return {
        "photo": _("What the model sees of the photo: {height} × {width} pixels."),
        "patches": _(
            "It is cut into {count} patches ({rows} × {cols}), each {height} × {width} pixels."
        ),
        "sequence": _("Row by row, the patches become one sequence of {count} tokens."),
        "sequence_one": _(
            "Row by row, the patches become one sequence; with {name} in front it has {count} "
            "tokens."
        ),
        "sequence_more": _(
            "Row by row, the patches become one sequence; with {more} learned tokens in front "
            "({names}) it has {count} tokens."
        ),
        "vectors": _("Each patch becomes a vector of {width} numbers."),
        "vectors_matrix": _(
            "One learned matrix turns the {numbers} numbers of a patch into a vector of {width} "
            "numbers."
        ),
        "positions_added": _(
            "The position embedding of its place, {width} numbers, is added to each vector: so the "
            "model can tell where a patch lies."
        ),
        "positions_inside": _(
            "Nothing is added here: in every layer, attention itself takes into account where the "
            "patches lie."
        ),
        "positions_none": _("This model is told nothing of where a patch lies."),
        "shown": _("{shown} of {width} numbers"),
        "sum_positions": _("vector + position embedding"),
    }


def _layers(_: Words) -> dict[str, str]:
    return {
        "attention": _(
            "Attention: every token looks at all {count} tokens, and a weighted mean of what they "
            "hold is added to its vector."
        ),
        "attention_looks": _(
            "Attention: every token looks at all {count}. In layer 1, {asking} looks most, apart "
            "from itself, at {looked} ({share})."
        ),
        "attention_window": _(
            "Attention: in layer 1 a token looks at the {window} tokens of its own window, and a "
            "weighted mean of what they hold is added to its vector."
        ),
        "attention_window_looks": _(
            "Attention: in layer 1 a token looks at the {window} tokens of its own window; "
            "{asking} looks most, apart from itself, at {looked} ({share})."
        ),
        "mlp": _(
            "The MLP works on each token by itself. What it makes is added too, as attention's was "
            "(residual connection)."
        ),
        "layers": _(
            "{layers} layers do this one after the other, each with {heads} heads, an MLP and "
            "weights of its own."
        ),
        "range": _("{fewest} to {most}"),
        "patch": _("patch {number}"),
        "layer": _("layer {layer} of {layers}"),
        "sum_attention": _("layer 1 of {layers}: vector so far + from attention"),
        "sum_mlp": _("layer 1 of {layers}: vector so far + from the MLP"),
    }


def _answer(_: Words) -> dict[str, str]:
    return {
        "class_token": _(
            "After layer {layers} the classifier reads {answer} alone. The brighter a patch, the "
            "more attention it gets there."
        ),
        "class_token_pool": _(
            "After layer {layers} the classifier reads {answer}. The brighter a patch, the more "
            "attention it gets."
        ),
        "class_token_mean": _(
            "After layer {layers} the classifier reads {answer}. The brighter a patch, the more "
            "the tokens look at it in the last layer."
        ),
        "class_token_headless": _(
            "After layer {layers} the vectors are done. The brighter a patch, the more the tokens "
            "look at it in the last layer."
        ),
        "label": _(
            "The classifier turns this vector into a probability for every class: {answer}."
        ),
        "no_label": _("This model has no classifier: its vectors are all that it says."),
        "doubtful": _("The photo probably shows none of the classes that it knows."),
        "no_classifier": _("no classifier"),
    }
