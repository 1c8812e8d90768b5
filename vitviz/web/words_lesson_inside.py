"""What the Lesson says of the steps from the photo through the layers (words_lesson.py)."""

from vitviz.text import Words


def inside(_: Words) -> dict[str, str]:
    """The words of the steps `photo` to `residual`."""
    return _tokens(_) | _attention(_)


def _tokens(_: Words) -> dict[str, str]:
    return {
        "title_photo": _("A photo in, a label out"),
        "idea_photo": _(
            "A Vision Transformer cuts a photo into patches, lets all of them look at each "
            "other, layer after layer, and names what it saw. The next steps take it apart, on "
            "your photo."
        ),
        "ask_photo": _("What will the model call this photo?"),
        "found_photo": _("It says “{label}” with a probability of {share}."),
        "note_photo": _(
            "It has to name one of the classes that it was trained on, whatever the photo shows."
        ),
        "title_patches": _("The photo becomes a sequence"),
        "idea_patches": _(
            "The model cuts the picture into equal squares and reads them in rows, like words "
            "of a sentence. Each square, a patch, becomes one token."
        ),
        "ask_patches": _("How many patches does the model get of this picture?"),
        "found_patches": _(
            "{rows} rows of {cols} are {patches} patches. Learned tokens besides: {prefix}; in all "
            "the sequence has {tokens} tokens."
        ),
        "note_patches": _(
            "“An image is worth 16 × 16 words” is the title of the paper: there a patch has 16 "
            "× 16 px, here {patch_height} × {patch_width}."
        ),
        "title_embedding": _("A patch becomes a vector"),
        "idea_embedding": _(
            "The colours of a patch, laid flat, are a list of numbers. One learned matrix "
            "turns it into the vector that the Transformer works on."
        ),
        "ask_embedding": _("How many numbers is one patch before that matrix?"),
        "found_embedding": _(
            "{patch_height} × {patch_width} pixels in 3 colours are {numbers} numbers; the "
            "matrix makes {dim} of them."
        ),
        "half_embedding": _(
            "“ViTs share no weights, CNNs do”: all patches go through this same matrix. It is "
            "a convolution whose stride is as large as its kernel."
        ),
        "title_positions": _("Where a patch lies"),
        "idea_positions": _(
            "Nothing in a token says where it was in the photo. So a learned vector is added "
            "to each, one for each place: the position embedding."
        ),
        "ask_positions": _(
            "Take the position embedding of one place. Which other places have a similar one?"
        ),
        "choice_positions_near": _("its neighbours"),
        "choice_positions_line": _("those far off in its row or column"),
        "choice_positions_none": _("none: each place has its own"),
        "found_positions": _(
            "The mean cosine to the four neighbours is {near}, to what is far in the same row "
            "or column {line}, to all else that is far {far}."
        ),
        "note_positions": _(
            "Nobody told the model that photos have rows and columns. What of the grid you see "
            "in the tiles it learned from photos alone."
        ),
        "title_order": _("Without places"),
        "idea_order": _(
            "Attention itself does not know an order. Give every patch the position of another "
            "one, and only the places are wrong; no pixel has changed."
        ),
        "ask_order": _("The position embeddings are shuffled. What becomes of the answer?"),
        "choice_order_stays": _("the label stays, at least half as likely as before"),
        "choice_order_less": _("the label stays, less than half as likely as before"),
        "choice_order_lost": _("another label wins"),
        "found_order_stays": _("“{label}” goes from {before_share} to {after_share}."),
        "found_order_less": _(
            "“{label}” goes from {before_share} to {after_share} and is still the likeliest."
        ),
        "found_order_lost": _(
            "“{label}” goes from {before_share} to {after_share}; the likeliest is now "
            "“{after_label}” with {other_share}."
        ),
    }


def _attention(_: Words) -> dict[str, str]:
    return {
        "title_attention": _("Every patch looks at every other"),
        "idea_attention": _(
            "In self-attention each token asks (query), each offers something (key), and the "
            "product of both says how much one looks at the other. Each row of weights sums to "
            "1."
        ),
        "ask_attention": _(
            "In layer {layer}, head {head}, {query_name} (outlined bold) looks at {key_name} "
            "(outlined thin) with a weight of {there_share}. How much does that one look back?"
        ),
        "choice_attention_same": _("about as much"),
        "choice_attention_less": _("less"),
        "choice_attention_little": _("less than a tenth of it"),
        "found_attention": _(
            "{there_share} there, {back_share} back: attention is not mutual, since queries "
            "and keys are made by two different matrices."
        ),
        "title_heads": _("Near and far, from the first layer on"),
        "idea_heads": _(
            "A layer has several heads, and each looks in its own way. Nothing keeps a head of "
            "the first layer from looking across the whole photo."
        ),
        "ask_heads": _("How far do the heads of layer 1 look, on average?"),
        "choice_heads_near": _("all of them nearby"),
        "choice_heads_far": _("all of them far"),
        "choice_heads_both": _("some nearby, some far"),
        "found_heads": _(
            "From {least_px} to {most_px} px; attention spread evenly would come to {even_px} "
            "px. {close} of {heads} heads look less than half as far as that."
        ),
        "half_heads": _(
            "“CNNs look locally, ViTs globally”: a ViT may look anywhere, and of large ones some "
            "early heads learned to look nearby (Dosovitskiy et al. 2021, figure 7). Here it is "
            "{close} of {heads}."
        ),
        "title_class_token": _("What the class token gathers"),
        "idea_class_token": _(
            "One token shows no patch at all: the class token. It looks at the patches, layer "
            "after layer, and gathers what the answer needs."
        ),
        "ask_class_token": _(
            "Which patch does the model's answer look at most in the last layer, in the mean "
            "of all heads?"
        ),
        "found_class_token": _(
            "Your patch has {own_share} and is number {rank} of {patches}. The most, "
            "{most_share}, has {most_name}; even attention would give {even_share} to each."
        ),
        "found_class_token_unanswered": _(
            "The most, {most_share}, has {most_name}; even attention would give {even_share} "
            "to each of the {patches} patches."
        ),
        "title_residual": _("Added, never replaced"),
        "idea_residual": _(
            "Attention moves information between tokens, the MLP works on each token alone. "
            "What either makes is added to the token: a residual connection."
        ),
        "ask_residual": _("Which of the two adds more to what the answer is read from?"),
        "choice_residual_attention": _("attention"),
        "choice_residual_mlp": _("the MLP"),
        "choice_residual_alike": _("about the same"),
        "found_residual": _(
            "In the mean of {layers} layers attention adds {attention_share} of the token's "
            "length, the MLP {mlp_share}."
        ),
    }
