"""Terms of the glossary, from the photo through the layers: one row each, in reading order.

Names and meanings are English here and marked for translation; formulas are the same in every
language. The notation is that of Dosovitskiy et al. 2021 and Vaswani et al. 2017.
"""

from dataclasses import dataclass

from vitviz.text import N_


@dataclass(frozen=True)
class Term:
    """One term: `id` names it in the page, `meaning` is one or two sentences."""

    id: str
    name: str
    meaning: str
    formula: str = ""


INPUT = (
    Term(
        "patch",
        N_("patch"),
        N_(
            "A small rectangle of the photo, such as 14 × 14 pixels. The model cuts the whole "
            "picture of H × W pixels into N patches of P × P; each becomes one token."
        ),
        "N = H · W / P²",
    ),
    Term(
        "token",
        N_("token"),
        N_(
            "One vector of the sequence that a Transformer works on: one for each patch, and a few "
            "learned ones that are no patches, such as the class token."
        ),
    ),
    Term(
        "sequence",
        N_("sequence"),
        N_(
            "The model has no grid: it reads the patches as one sequence, row after row, after "
            "the tokens that are no patches, where it has such."
        ),
    ),
    Term(
        "linear_embedding",
        N_("linear embedding (patch embedding)"),
        N_(
            "How a patch becomes a vector: its numbers, laid flat as x, times a learned matrix E "
            "of D filters, plus a bias. It is a convolution whose stride is the patch's size."
        ),
        "z = E x + b",
    ),
    Term(
        "position_embedding",
        N_("position embedding"),
        N_(
            "A learned vector for each position, added to the patch's own vector before the first "
            "layer. Without it the model could not tell where a patch lies (Dosovitskiy et al. "
            "2021, eq. 1)."
        ),
        "z₀ = [x_class; x₁E; …; x_N E] + E_pos",
    ),
    Term(
        "class_token",
        N_("class token [CLS]"),
        N_(
            "A learned vector in front of the patches that belongs to no place. Layer by layer it "
            "gathers from all patches; in many models the classifier reads this token alone."
        ),
    ),
    Term(
        "register_token",
        N_("register token"),
        N_(
            "A learned token without a place that most classifiers do not read: room for what "
            "concerns the whole photo, so that no background patch is used for it (Darcet et al. "
            "2023)."
        ),
    ),
)
ATTENTION = (
    Term(
        "self_attention",
        N_("self-attention"),
        N_(
            "Every token asks all tokens of its own sequence and takes in the mean of their "
            "values, weighted by how well its query fits their keys (Vaswani et al. 2017, eq. 1)."
        ),
        "A = softmax(Q Kᵀ / √d), O = A V",
    ),
    Term(
        "query",
        N_("query"),
        N_(
            "What a token asks: its vector x times a learned matrix, d numbers in each head. On "
            "these pages also the token whose attention is shown."
        ),
        "q = x W_Q",
    ),
    Term(
        "key",
        N_("key"),
        N_("What a token answers to: its vector x times another learned matrix, d numbers."),
        "k = x W_K",
    ),
    Term(
        "value",
        N_("value"),
        N_(
            "What a token hands over to those that look at it: its vector x times a third learned "
            "matrix."
        ),
        "v = x W_V",
    ),
    Term(
        "attention_score",
        N_("attention score"),
        N_(
            "How well a query fits a key: the product of both, divided by the root of their d "
            "numbers. The attention logit: softmax makes weights of the scores of a row."
        ),
        "s = q · k / √d",
    ),
    Term(
        "softmax",
        N_("softmax"),
        N_(
            "Makes shares of any numbers: all positive, their sum 1, and a larger number gets "
            "more than its part. Used for a row of attention and for the classes."
        ),
        "softmax(s)ᵢ = exp(sᵢ) / Σⱼ exp(sⱼ)",
    ),
    Term(
        "attention_weight",
        N_("attention weight"),
        N_(
            "The share of its attention that one token gives to another. A row, what one token "
            "looks at, sums to 1; a column, what looks at one token, need not."
        ),
        "Aᵢⱼ = softmax(s)ⱼ",
    ),
    Term(
        "head",
        N_("attention head"),
        N_(
            "One of several attentions that a layer runs side by side, each with its own queries, "
            "keys and values. Not the classifier, which texts also call a head."
        ),
    ),
    Term(
        "multi_head",
        N_("multi-head attention"),
        N_(
            "H heads side by side, each on D / H numbers of the vector; what they give is laid "
            "together and mixed by a learned matrix."
        ),
        "MSA(x) = [O₁; …; O_H] W_O",
    ),
)
LAYER = (
    Term(
        "encoder",
        N_("encoder"),
        N_(
            "All that stands between the embedding and the classifier: L equal layers, through "
            "which all tokens go together. A ViT is an encoder without a decoder."
        ),
    ),
    Term(
        "layer",
        N_("layer (block)"),
        N_(
            "One step of the encoder: attention, then an MLP, each with a LayerNorm before it and "
            "a residual connection around it."
        ),
        "z′ = z + MSA(LN(z)), z″ = z′ + MLP(LN(z′))",
    ),
    Term(
        "residual_connection",
        N_("residual connection"),
        N_(
            "A path around a step: what the step computes is added to what it was given, so "
            "nothing is lost that no step takes away (He et al. 2016)."
        ),
        "y = x + f(x)",
    ),
    Term(
        "residual_stream",
        N_("residual stream"),
        N_(
            "What the residual connections carry on: a token's vector, to which every layer adds "
            "twice."
        ),
    ),
    Term(
        "layernorm",
        N_("LayerNorm"),
        N_(
            "Brings the numbers of each token to mean 0 and variance 1, then scales and shifts "
            "them by learned numbers γ and β."
        ),
        "LN(x) = γ (x − mean(x)) / √(var(x) + ε) + β",
    ),
    Term(
        "mlp",
        N_("MLP"),
        N_(
            "Two linear layers with a GELU between them, usually four times as wide inside. It "
            "works on each token by itself: only attention moves anything between tokens."
        ),
        "MLP(x) = W₂ GELU(W₁ x + b₁) + b₂",
    ),
    Term(
        "gelu",
        N_("GELU"),
        N_(
            "The bend between the two layers of the MLP: it lets large positive numbers pass and "
            "holds negative ones near 0, smoothly. Φ is the normal distribution."
        ),
        "GELU(x) = x · Φ(x)",
    ),
)
