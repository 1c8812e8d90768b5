"""Terms of the glossary, from the last layer on: the label, convolution, measures of a map."""

from vitviz.text import N_
from vitviz.web.glossary_terms import Term

OUTPUT = (
    Term(
        "pooling",
        N_("pooling"),
        N_(
            "How the tokens of the last layer become the one vector that the classifier reads: the "
            "class token, the mean of the patches, or an attention pool with a query of its own."
        ),
    ),
    Term(
        "classifier",
        N_("classifier (classification head)"),
        N_(
            "The linear layer at the end: it makes one logit for each class of the vector that it "
            "reads. It has nothing to do with the attention heads."
        ),
        "logits = W x + b",
    ),
    Term(
        "logit",
        N_("logit"),
        N_(
            "The score of a class before the softmax, any number. Probabilities are the softmax "
            "of all logits: one rises when another falls."
        ),
    ),
    Term(
        "logit_lens",
        N_("logit lens"),
        N_(
            "The classifier's answer to a token of an earlier layer, as if the model ended there "
            "(nostalgebraist 2020)."
        ),
    ),
)
CONVOLUTION = (
    Term(
        "convolution",
        N_("convolution"),
        N_(
            "One small filter slides over the picture and answers at each place with the same "
            "weights: each answer sees its neighbourhood alone. A CNN is built of them."
        ),
        "yᵢⱼ = Σ w_ab x_(i+a)(j+b)",
    ),
    Term(
        "inductive_bias",
        N_("inductive bias"),
        N_(
            "What an architecture takes for granted before it has seen data. A CNN's is strong: "
            "what is near belongs together, and looks alike everywhere. A ViT's is weak, so it "
            "needs more data and learns where to look."
        ),
    ),
    Term(
        "local",
        N_("local"),
        N_(
            "Said of a number that depends on a neighbourhood alone, as a convolution's answer, or "
            "of a head that looks next door."
        ),
    ),
    Term(
        "global",
        N_("global"),
        N_(
            "Said of what can depend on the whole photo at once: every token can look at every "
            "other from the first layer on."
        ),
    ),
    Term(
        "translation_equivariance",
        N_("translation equivariance"),
        N_(
            "If the picture is moved (translated), the answer moves along. Convolutions have this "
            "built in; a ViT, whose position embeddings differ from place to place, has not."
        ),
        "f(T x) = T f(x)",
    ),
)
MEASURES = (
    Term(
        "even_share",
        N_("even share"),
        N_("The weight that each of T tokens would get if attention were spread evenly over all."),
        "1 / T",
    ),
    Term(
        "entropy",
        N_("entropy"),
        N_(
            "How spread the attention is: 0 looks at one token only; ln(tokens) looks at all "
            "evenly."
        ),
        "H = −Σ w ln w",
    ),
    Term(
        "nat",
        N_("nat"),
        N_("The unit of entropy where the logarithm is the natural one."),
        "1 nat = 1 / ln 2 ≈ 1.44 bit",
    ),
    Term(
        "reach",
        N_("attention distance (reach)"),
        N_(
            "Mean attention distance (Dosovitskiy et al. 2021): from the query to where it looks, "
            "weighted by attention, in pixels of the model's input. Prefix tokens are left out."
        ),
        "Σ w |p − p₀| / Σ w",
    ),
    Term(
        "rollout",
        N_("rollout"),
        N_(
            "The attention of all layers multiplied, later layers on the left, with a share r for "
            "the residual connection: how much of each patch arrives along attention alone (Abnar "
            "and Zuidema 2020)."
        ),
        "R = Â(L) … Â(1), Â = (1 − r) A + r I",
    ),
    Term(
        "density",
        N_("density"),
        N_(
            "A map divided by its mean: 1 is an even share, so maps that count in different units "
            "compare."
        ),
        "d = m / mean(m)",
    ),
    Term(
        "norm",
        N_("norm"),
        N_("The length of a vector."),
        "|x| = √(x₁² + … + x_d²)",
    ),
    Term(
        "cosine",
        N_("cosine similarity"),
        N_(
            "How far two vectors point the same way, whatever their lengths: 1 is the same "
            "direction, 0 none in common, −1 the opposite."
        ),
        "cos(a, b) = a · b / (|a| |b|)",
    ),
    Term(
        "principal_components",
        N_("principal components (PCA)"),
        N_(
            "The directions in which vectors differ most: the eigenvectors v of their covariance, "
            "the strongest first (Pearson 1901). A vector's score is its place along one of them, "
            "counted from the mean μ."
        ),
        "sᵢ = (x − μ) · vᵢ",
    ),
    Term(
        "explained_variance",
        N_("explained variance"),
        N_(
            "The part of the whole variance that lies along a principal component: its eigenvalue "
            "λ over the sum of all. What is left is not shown."
        ),
        "λᵢ / Σⱼ λⱼ",
    ),
)
