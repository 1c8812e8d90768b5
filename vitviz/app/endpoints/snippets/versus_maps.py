"""The Python of where each model looks for one class."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import CNN
from vitviz.app.endpoints.maps import meaning_of, target_of
from vitviz.app.endpoints.snippets.lines import lines, named
from vitviz.app.state.view_state import ViewState


def class_maps(analysis: Analysis, state: ViewState) -> str:
    """The three maps, or the ViT's alone where the CNN has no class of this meaning."""
    target = target_of(analysis, state)
    known = bool(meaning_of(analysis, target))
    of_cnn = {
        "gradcam": "vitviz.gradcam(cnn, cnn_pixels, means)",
        "hirescam": "hirescam(cnn, cnn_pixels, means)",
    }
    return lines(
        analysis,
        *(_CNN if known else ()),
        "",
        f"target = {target}",
        *(_MEANS if known else ()),
        *named(
            relevance="vitviz.relevance(vit, pixels, target)",
            **(of_cnn if known else {}),
        ),
    )


_CNN = (
    f'cnn = vitviz.load("{CNN}")',
    "cnn_pixels, cnn_framing = vitviz.frame(photo, cnn)",
    "from vitviz.core.attribution.hirescam import hirescam",
    "from vitviz.core.models.vocabulary import load_vocabulary",
)
_MEANS = (
    "meaning = load_vocabulary().beside(cnn.labels).meaning  # of the CNN's classes",
    "means = [i for i, label in enumerate(meaning) if label == target]",
)
