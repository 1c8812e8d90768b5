"""What the Lesson says of the answer, and of the ViT beside a CNN (words_lesson.py)."""

from vitviz.text import Words


def outside(_: Words) -> dict[str, str]:
    """The words of the steps `label` to `summary`."""
    return _answer(_) | _beside(_) | _needs(_) | _summary(_)


def _answer(_: Words) -> dict[str, str]:
    return {
        "title_label": _("From vector to label"),
        "idea_label": _(
            "In the end one linear layer, the [classifier|classifier], turns the last vector into "
            "a score for each class, and the [softmax|softmax] makes probabilities of the scores. "
            "The same classifier can be asked after an earlier layer."
        ),
        "ask_label": _("From which layer on would the classifier already give the final answer?"),
        "choice_label_early": _("one in the first third of the layers"),
        "choice_label_middle": _("one in the middle third"),
        "choice_label_late": _("only one in the last third"),
        "found_label_start": _(
            "“{label}” is the likeliest before any layer: with {since_share} there, {share} in the "
            "end."
        ),
        "found_label": _(
            "“{label}” is the likeliest from layer {since} of {layers} on: with {since_share} "
            "there, {share} in the end."
        ),
        "note_label": _(
            "The classifier was trained on the last vector only: what it says of an earlier one "
            "is a reading, not a thought of the model."
        ),
        "title_explanation": _("Attention is not explanation"),
        "idea_explanation": _(
            "Where the model looks is not yet why it says something. Relevance, another method, "
            "also counts what each [attention weight|attention_weight] does to the answer."
        ),
        "ask_explanation": _(
            "Put the patches in order, once by the attention of the last layer and once by their "
            "relevance for the label. Is it the same order?"
        ),
        "choice_explanation_yes": _("yes, nearly the same"),
        "choice_explanation_partly": _("partly"),
        "choice_explanation_no": _("hardly"),
        "found_explanation": _(
            "The rank correlation of attention and relevance for “{label}” is {rank}: 1 would be "
            "the same order, 0 no relation."
        ),
        "note_explanation": _(
            "Two maps that agree can still both be wrong. The page Explain tests them: it hides "
            "patches and looks whether the answer falls."
        ),
    }


def _beside(_: Words) -> dict[str, str]:
    return {
        "title_shuffle": _("Neighbours: what a CNN builds on"),
        "idea_shuffle": _(
            "A CNN, the older kind of network, is built of [convolutions|convolution]: small "
            "filters that only ever see what lies side by side. A Transformer has to learn "
            "whether neighbours matter."
        ),
        "ask_shuffle": _(
            "The picture is cut into blocks and these are shuffled. Which model still says what "
            "it said before?"
        ),
        "choice_shuffle_vit": _("the ViT alone"),
        "choice_shuffle_cnn": _("the CNN alone"),
        "choice_shuffle_both": _("both"),
        "choice_shuffle_neither": _("neither"),
        "found_shuffle": _(
            "With blocks of {block} pixels shuffled, “{vit_label}” has {vit_after_share} in the "
            "ViT (before: {vit_before_share}) and {cnn_after_share} in the CNN (before: "
            "{cnn_before_share})."
        ),
        "title_shift": _("A step to the right"),
        "idea_shift": _(
            "A [convolution|convolution]'s response moves along with the picture: "
            "[translation equivariance|translation_equivariance]. A ViT cuts its patches at fixed "
            "places."
        ),
        "ask_shift": _(
            "The picture moves by a few pixels; what leaves at one edge comes in at the other. "
            "Whose answer changes more?"
        ),
        "choice_shift_vit": _("the ViT's"),
        "choice_shift_cnn": _("the CNN's"),
        "choice_shift_alike": _("about the same (within 1 percentage point)"),
        "found_shift": _(
            "Moved by {right_px} pixels to the right and {down_px} down, “{vit_label}” has "
            "{vit_after_share} in the ViT (before: {vit_before_share}) and {cnn_after_share} in "
            "the CNN (before: {cnn_before_share})."
        ),
        "found_shift_across": _(
            "Moved by {right_px} pixels to the right, “{vit_label}” has {vit_after_share} in the "
            "ViT (before: {vit_before_share}) and {cnn_after_share} in the CNN (before: "
            "{cnn_before_share})."
        ),
        "half_shift": _(
            "“CNNs do not mind a shift”: only a convolution that steps pixel by pixel and has no "
            "edge moves along exactly. Larger steps (strides) and filled edges (padding) break "
            "it, so a CNN's answer changes too."
        ),
    }


def _needs(_: Words) -> dict[str, str]:
    return {
        "title_cost": _("The price of looking everywhere"),
        "idea_cost": _(
            "Every [token|token] looks at all of them: T tokens make T × T "
            "[attention weights|attention_weight] in each [head|head]. A convolution's work grows "
            "only with the number of pixels."
        ),
        "ask_cost": _(
            "The picture becomes twice as wide and twice as high. How many times as many "
            "attention weights are there?"
        ),
        "choice_cost_2": _("about 2 times"),
        "choice_cost_4": _("about 4 times"),
        "choice_cost_16": _("about 16 times"),
        "found_cost": _(
            "{tokens} tokens make {weights} attention weights in a head, {larger} make "
            "{larger_weights}: {ratio} times as many."
        ),
        "half_cost": _(
            "“A ViT costs the square of its tokens”: the number of its attention weights does "
            "grow so. At usual sizes most of the work lies in linear layers, which grow only "
            "with the tokens."
        ),
        "title_data": _("How much data?"),
        "idea_data": _(
            "What is not built in ([inductive bias|inductive_bias]) has to be learned from "
            "examples. A small CNN, a small ViT and a mixture of both were trained from scratch on "
            "smaller and larger shares of the same photos, each for equally many steps."
        ),
        "ask_data": _(
            "Which one names new photos better when there are only {photos} photos to learn from?"
        ),
        "choice_data_vit": _("the ViT"),
        "choice_data_cnn": _("the CNN"),
        "choice_data_alike": _("neither is ahead"),
        "found_data": _(
            "Trained on {photos} photos, the CNN names {cnn_share} of new photos correctly, the "
            "ViT {vit_share}; on all {all_photos} it is {cnn_all_share} against {vit_all_share}."
        ),
        "half_data": _(
            "“ViTs need more data” is about training from scratch. The ViT that these pages open "
            "with had been trained on very many photos before it learned its classes."
        ),
    }


def _summary(_: Words) -> dict[str, str]:
    return {
        "title_summary": _("What you found"),
        "idea_summary": _(
            "What notes on Vision Transformers usually say, beside what your photo and the "
            "trained models showed. The address of this page keeps your answers; print the page "
            "to take it along."
        ),
        "claims": _("For and against"),
        "claim": _("As it is usually said"),
        "measured": _("What was measured"),
        "claim_heads": _("ViT +: every patch can look at every other, from the first layer on"),
        "claim_order": _("ViT −: it has to be told where a patch lies"),
        "claim_cost": _("ViT −: its attention costs the square of the tokens"),
        "claim_data": _("ViT −: from scratch it needs more data"),
        "claim_shuffle": _("CNN +: what lies side by side belongs together (locality)"),
        "claim_shift": _("CNN +: what moves in the picture moves in its responses"),
        "claim_local": _(
            "CNN −: a filter sees its neighbourhood alone; what lies far apart meets only after "
            "many layers"
        ),
        "found_local": _(
            "A filter of this CNN's first layer sees {filter_px} × {filter_px} pixels; the heads "
            "of the ViT's first layer look {least_px} to {most_px} pixels far."
        ),
        "claim_embedding": _("Both: the same weights at every place"),
        "claim_explanation": _("Neither: where a model looks is not yet why it answers"),
        "guesses": _("Your answers"),
        "step_name": _("Step"),
        "your_guess": _("Your guess"),
        "no_guess": _("none"),
        "no_guesses": _("You have answered no question yet."),
        "keep": _(
            "Choose another photo above: your answers stay, and the numbers beside them change."
        ),
        "kept_at": _("Your answers are kept in this address:"),
    }
