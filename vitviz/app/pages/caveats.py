"""What stands beside the predictions: when not to believe them, and what the two models are.

A ViT has to answer with one of its classes, whatever the photo shows, and a softmax is sure of
itself there too. The CNN knows more classes, so its opinion tells when that answer means little;
it can be wrong as well, and no sentence here says more than that.
"""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.caption import title_of, titles
from vitviz.app.pages.cnn_scale import scale_note
from vitviz.app.pages.labels import labels_of, shared_labels
from vitviz.core.models.load import Cnn, Vit
from vitviz.core.models.vocabulary import HALF, Comparison
from vitviz.text import Words


def beside(_: Words, analysis: Analysis) -> dict[str, object]:
    """What a view shows beside predictions: "caveat", "" where there is none, "scale", "about"."""
    scale = scale_note(_, analysis)
    return {"caveat": caveat(_, analysis), "scale": scale, "about": about(_, analysis)}


def caveat(_: Words, analysis: Analysis) -> str:
    """Why not to believe what the models say of this photo; "" where nothing speaks against it."""
    both, spec = analysis.compared, analysis.spec
    if analysis.vit.has_head and spec.weights == "random":
        return _("This model is untrained: its labels are chance.")
    if analysis.cnn.has_head and spec.cnn_weights == "random":
        return _("The CNN is untrained: its labels are chance.")
    if both is None:
        return ""
    if both.unfamiliar:
        return _unfamiliar(_, analysis, both)
    doubt = min(both.known, both.vit_known) < HALF  # whether it is any of the shared labels
    return "" if both.agree or doubt else _disagreement(_, analysis, both)


def about(_: Words, analysis: Analysis) -> str:
    """What the two models are, as their cards say it."""
    models, spec = (analysis.vit, analysis.cnn), analysis.spec
    vit, cnn = (
        title if weights == "random" else _described(_, model)
        for model, title, weights in zip(
            models, titles(_, analysis), (spec.weights, spec.cnn_weights), strict=True
        )
    )
    return _("The ViT is {vit}; the CNN beside it is {cnn}.").format(vit=vit, cnn=cnn)


def differs(_: Words, analysis: Analysis) -> str:
    """What the two differ in besides their architecture, as the CNN's card says it of this pair."""
    beside_it = analysis.cnn.card.get("beside", {}).get(analysis.vit.name, {})
    untrained = "random" in (analysis.spec.weights, analysis.spec.cnn_weights)
    return "" if untrained else beside_it.get(_.language, "")


def _unfamiliar(_: Words, analysis: Analysis, both: Comparison) -> str:
    """The CNN finds that the photo shows none of the ViT's things; it may have no label either."""
    (_index, surest), *_rest = analysis.ranked[1]
    text = (
        _(
            "The photo may show none of the {count} things that this ViT can name, and it has to "
            "name one: the CNN, which knows {classes}, gives them {share} together."
        )
        if surest >= HALF
        else _(
            "Neither model seems to know this: the ViT has to name one of {count} things, to "
            "which the CNN gives {share} together, and the CNN is not sure of any of its {classes}."
        )
    )
    classes = len(labels_of(_, analysis.cnn))
    things = len(labels_of(_, analysis.vit))
    return text.format(count=things, classes=classes, share=_.percent(both.known))


def _disagreement(_: Words, analysis: Analysis, both: Comparison) -> str:
    """One of them is wrong, and nothing here tells which."""
    labels = shared_labels(_, analysis.shared) if analysis.shared else ()
    vit, cnn = (labels[index] for index in both.likeliest)
    text = _(
        "The models disagree over the labels that both know: “{vit}” says the ViT, “{cnn}” the "
        "CNN. At least one is wrong, unless the photo shows both."
    )
    return text.format(vit=vit, cnn=cnn)


def _described(_: Words, model: Vit | Cnn) -> str:
    said: str = model.card.get("about", {}).get(_.language, "")
    if said or not model.has_head:
        return said or title_of(_, model)
    counted = _("{model} with {count} labels")
    return counted.format(model=title_of(_, model), count=len(labels_of(_, model)))
