"""The Python of where each model looks for one class."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import meaning_of, target_of
from vitviz.app.endpoints.snippets.lines import MEANS, SHARED, cnn_on_photo, lines, named
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.class_map import kind_of_map


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
        *((*cnn_on_photo(analysis), *_OF_CNN) if known else ()),
        "",
        f"target = {target}",
        *((MEANS,) if known else ()),
        *named(
            **_of_vit(analysis),
            **(of_cnn if known else {}),
        ),
    )


def _of_vit(analysis: Analysis) -> dict[str, str]:
    if kind_of_map(analysis.vit) == "relevance":
        return {"relevance": "vitviz.relevance(vit, pixels, target)"}
    return {"gradcam_vit": "vitviz.gradcam(vit, pixels, target)"}


_OF_CNN = ("from vitviz.core.attribution.hirescam import hirescam", SHARED)
