"""What the Lesson says of the steps from the photo through the layers (words_lesson.py)."""

from vitviz.text import Words


def inside(_: Words) -> dict[str, str]:
    """The words of the steps `photo` to `residual`."""
    return _tokens(_) | _attention(_)


def _tokens(_: Words) -> dict[str, str]:
    return {
        "title_photo": _("A photo in, a label out"),
        "idea_photo": _(
            "A Vision Transformer (ViT) cuts a photo into [patches|patch], lets all of them look "
            "at each other, layer after layer, and names what it saw. The next steps take it "
            "apart, on your photo."
        ),
        "ask_photo": _("What will the model call this photo?"),
        "found_photo": _("It says “{label}” with a probability of {share}."),
        "note_photo": _(
            "It has to name one of the classes that it was trained on, whatever the photo shows."
        ),
        "title_patches": _("The photo becomes a sequence"),
        "idea_patches": _(
            "The model cuts the picture into equal squares and reads them row by row, like the "
            "words of a sentence. Each square, called a [patch|patch], becomes one [token|token] "
            "of that [sequence|sequence]."
        ),
        "ask_patches": _("How many patches does the model make of this picture?"),
        "found_patches": _(
            "{rows} rows of {cols} make {patches} patches. Tokens that stand for no patch, "
            "explained in a later step: {prefix}. The sequence has {tokens} tokens in all."
        ),
        "note_patches": _(
            "The paper that introduced the Vision Transformer is called “An image is worth 16x16 "
            "words” (Dosovitskiy et al. 2021): its patches have 16 × 16 pixels, these have "
            "{patch_height} × {patch_width}."
        ),
        "title_embedding": _("A patch becomes a vector"),
        "idea_embedding": _(
            "The colours of a patch, laid flat, are a list of numbers. One "
            "[matrix|linear_embedding], learned in training, turns the list into the vector that "
            "the Transformer works on."
        ),
        "ask_embedding": _("How many numbers describe one patch before that matrix?"),
        "found_embedding": _(
            "{patch_height} × {patch_width} pixels in 3 colours are {numbers} numbers; the "
            "matrix turns them into {dim}."
        ),
        "half_embedding": _(
            "“CNNs share weights across the picture, ViTs do not”: here every patch goes through "
            "the same matrix. That is itself a convolution, which moves by a whole patch at a "
            "time."
        ),
        "title_positions": _("Where a patch lies"),
        "idea_positions": _(
            "Nothing in a [token|token] says where it was in the photo. So a learned vector is "
            "added to each, one for each place: the [position embedding|position_embedding]."
        ),
        "ask_positions": _(
            "Take the position embedding of one place. Which other places have the one most like "
            "it?"
        ),
        "choice_positions_near": _("its neighbours"),
        "choice_positions_line": _("those far away in its row or column"),
        "choice_positions_none": _("none: no two are alike"),
        "found_positions": _(
            "Mean cosine similarity (1 is the same direction): {near} to the four neighbours, "
            "{line} to places far away in the same row or column, {far} to all others far away."
        ),
        "note_positions": _(
            "Nobody told the model that photos have rows and columns. Where the tiles below show "
            "a grid, it was learned from photos alone."
        ),
        "title_order": _("With the wrong places"),
        "idea_order": _(
            "[Attention|self_attention] itself knows no order. Give every patch the position "
            "embedding of another one, and only the places are wrong; no pixel has changed."
        ),
        "ask_order": _("The position embeddings are shuffled. What becomes of the answer?"),
        "choice_order_stays": _("the label stays, at least half as likely as before"),
        "choice_order_less": _("the label stays, less than half as likely as before"),
        "choice_order_lost": _("another label wins"),
        "found_order_stays": _(
            "With shuffled positions “{label}” goes from {before_share} to {after_share}."
        ),
        "found_order_less": _(
            "With shuffled positions “{label}” goes from {before_share} to {after_share} and is "
            "still the likeliest."
        ),
        "found_order_lost": _(
            "With shuffled positions “{label}” goes from {before_share} to {after_share}; the "
            "likeliest is now “{after_label}” with {other_share}."
        ),
        "note_order": _(
            "The formula says why places have to be added: tokens in another order give the same "
            "results, in that other order."
        ),
    }


def _attention(_: Words) -> dict[str, str]:
    return {
        "title_attention": _("Every patch looks at every other"),
        "idea_attention": _(
            "In [self-attention|self_attention] each token asks ([query|query]), each offers an "
            "answer ([key|key]), and the product of both says how much one looks at the other. "
            "What one token gives to all of them sums to 1."
        ),
        "ask_attention": _(
            "Layer {layer}, head {head}: {query_name}, outlined bold, gives {there_share} of its "
            "attention to {key_name}, outlined thin. How much does the second give to the first?"
        ),
        "choice_attention_same": _("about as much (over 80% of it)"),
        "choice_attention_less": _("less, but over a tenth of it"),
        "choice_attention_little": _("a tenth of it at most"),
        "found_attention": _(
            "{there_share} there, {back_share} back: attention need not be mutual, since queries "
            "and keys are made by two different matrices."
        ),
        "title_heads": _("How far a head looks"),
        "idea_heads": _(
            "A [layer|layer] has several [heads|head], which look side by side and each in its "
            "own way. Nothing keeps a head of the first layer from looking across the whole "
            "photo."
        ),
        "ask_heads": _(
            "Attention that is spread evenly over the photo looks a certain distance; less than "
            "half of that counts as nearby. How far do the heads of layer 1 look, on average?"
        ),
        "choice_heads_near": _("all of them nearby"),
        "choice_heads_far": _("all of them far"),
        "choice_heads_both": _("some nearby, some far"),
        "found_heads": _(
            "The heads of layer 1 look {least_px} to {most_px} pixels far; spread evenly, "
            "attention would look {even_px} pixels far. Of {heads} heads {close} look nearby, "
            "less than half as far as that."
        ),
        "half_heads": _(
            "“CNNs look locally, ViTs globally”: a ViT may look anywhere, and in large ones some "
            "early heads learned to look nearby (Dosovitskiy et al. 2021, figure 7)."
        ),
        "title_class_token": _("What the class token gathers"),
        "idea_class_token": _(
            "One token stands for no patch: the [class token|class_token] [CLS]. It looks at the "
            "patches, layer after layer, and gathers what the answer needs."
        ),
        "ask_class_token": _(
            "Which patch does the class token look at most in the last layer, in the mean of all "
            "heads?"
        ),
        "idea_class_token_classless": _(
            "The [classifier|classifier] of this model reads no [class token|class_token], but "
            "{read}. What is looked at from there in the last layer goes into the answer."
        ),
        "ask_class_token_classless": _(
            "Which patch is looked at most in the last layer by what the answer is read from?"
        ),
        "found_class_token": _(
            "Your patch gets {own_share} and is number {rank} of {patches}. Most goes to "
            "{most_name}: {most_share}; spread evenly, each would get {even_share}."
        ),
        "found_class_token_unanswered": _(
            "Most goes to {most_name}: {most_share}; spread evenly, each of the {patches} "
            "patches would get {even_share}."
        ),
        "title_residual": _("Added, never replaced"),
        "idea_residual": _(
            "Attention moves information between tokens; the [MLP|mlp], a small network of two "
            "layers, works on each token alone. What either makes is added to the token: a "
            "[residual connection|residual_connection]."
        ),
        "ask_residual": _(
            "Which of the two adds more to the vector that the answer is read from, in the mean "
            "of all layers?"
        ),
        "choice_residual_attention": _("attention"),
        "choice_residual_mlp": _("the MLP"),
        "choice_residual_alike": _("about the same (within a tenth)"),
        "found_residual": _(
            "In the mean of {layers} layers, what attention adds is {attention_share} as long as "
            "that vector is by then, what the MLP adds {mlp_share}."
        ),
    }
