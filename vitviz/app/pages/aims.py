"""Where a step of the thread and a term of the glossary lead: a page and a section of it."""

from collections.abc import Mapping

from vitviz.app.pages.site import SITES
from vitviz.text import Words

Aim = tuple[str, str]  # a page and its section, "" for the page as it begins

AIMS: Mapping[str, Aim] = {
    "photo": ("explore", "heads"),
    "patches": ("explore", "sequence"),
    "vector": ("inside", "patch"),
    "position": ("positions", "embedding"),
    "layers": ("explore", "heads"),
    "read": ("explore", "rollout"),
    "label": ("explore", "predictions"),
}
# Where a term is seen on the visitor's own photo; the Lesson begins with the whole model.
_TERMS: Mapping[Aim, tuple[str, ...]] = {
    ("explore", "heads"): (
        *("class_token", "register_token", "self_attention", "query", "key", "value"),
        *("attention_score", "softmax", "attention_weight", "head", "multi_head"),
        *("even_share", "entropy", "nat", "reach"),
    ),
    ("explore", "sequence"): ("patch", "token", "sequence"),
    ("explore", "rollout"): ("rollout",),
    ("explore", "predictions"): ("pooling", "classifier", "logit"),
    ("explain", "methods"): ("density",),
    ("inside", "patch"): ("linear_embedding",),
    ("inside", "depth"): ("layer", "residual_connection", "residual_stream", "mlp", "norm"),
    ("inside", "components"): ("principal_components", "explained_variance"),
    ("inside", "lens"): ("logit_lens", "layernorm"),
    ("positions", "embedding"): ("position_embedding", "cosine"),
    ("versus", "exact"): ("translation_equivariance",),
    ("versus", "counts"): ("convolution",),
    ("versus", "receptive"): ("local", "global"),
    ("versus", "hunger"): ("inductive_bias",),
    ("lesson", ""): ("encoder", "gelu"),
}
SEEN: Mapping[str, Aim] = {term: aim for aim, terms in _TERMS.items() for term in terms}
_SITES = {site.name: site for site in SITES}


def aims() -> dict[str, object]:
    """The aims by step, as a link of the browser half names them (view/page_link.js)."""
    return {step: _link(aim) for step, aim in AIMS.items()}


def seen(_: Words) -> dict[str, object]:
    """Where each term of the glossary is seen, as links as above, each with its `title`."""
    return {term: {**_link(aim), "title": _title(_, aim)} for term, aim in SEEN.items()}


def _link(aim: Aim) -> dict[str, str]:
    page, section = aim
    return {"name": page, "url": _SITES[page].path or "./", "section": section}


def _title(_: Words, aim: Aim) -> str:
    page, section = aim
    parts = [part.title for part in _SITES[page].sections if part.name == section]
    return " › ".join(_(title) for title in (_SITES[page].title, *parts))
