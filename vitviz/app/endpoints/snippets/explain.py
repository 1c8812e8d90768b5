"""The Python of the wall of methods: all maps, the large one, and the table of correlations."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import CNN
from vitviz.app.endpoints.maps import against_of, cam_of, start_of, target_of
from vitviz.app.endpoints.snippets.lines import lines
from vitviz.app.state.view_state import ViewState


def explain(analysis: Analysis, state: ViewState) -> str:
    """The maps of one class, or of two and their differences."""
    target, against = target_of(analysis, state), against_of(analysis, state)
    one = _ONE if against is None else _TWO
    text = "\n".join((_BEGIN, one, f'large = shown["{state.method}"]', _TABLE))
    for name, value in {
        "{cnn}": CNN,
        "{target}": target,
        "{against}": against,
        "{start}": start_of(analysis.trace, state),
        "{cam}": cam_of(analysis.trace, state),
    }.items():
        text = text.replace(name, str(value))
    return lines(analysis, *text.splitlines())


_BEGIN = """cnn = vitviz.load("{cnn}")
cnn_pixels, cnn_framing = vitviz.frame(photo, cnn)

from vitviz.core.attribution.gradients import gradients
from vitviz.core.attention.maps import density, to_grid
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.attribution.relevance import gradient_rollout_of, relevance_of
from vitviz.core.models.vocabulary import load_vocabulary


def explain(target):
    found = gradients(vit, pixels, target)  # one pass forward, one back
    row = vitviz.rollout(found.trace, "pooling")
    meaning = load_vocabulary().meaning  # of the CNN's classes
    means = [i for i, label in enumerate(meaning) if label == target]
    return {
        "attention": class_attention(found.trace),
        "rollout": to_grid(row, found.trace.grid, found.trace.prefix)[0],
        "gradient_rollout": gradient_rollout_of(found),
        "relevance": relevance_of(found, {start}),
        "gradcam": vitviz.gradcam(vit, pixels, target, {cam}),
        "gradcam_cnn": vitviz.gradcam(cnn, cnn_pixels, means),
    }

"""
_ONE = """maps = explain({target})
shown = {name: density(single) for name, single in maps.items()}"""
_TWO = """maps, others = explain({target}), explain({against})
shown = {name: density(maps[name]) - density(others[name]) for name in maps}"""
_TABLE = """
from vitviz.core.attribution.rank_correlation import agreements
from vitviz.core.attribution.gradcam import onto

at_patches = {**shown, "gradcam_cnn": onto(shown["gradcam_cnn"], cnn_framing, framing)}
table = agreements(list(at_patches.values()))  # rank correlations"""
