"""The Python of ViT vs CNN: an altered picture in both models, and a whole range of it."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import FINISHED, cnn_of, lines, named
from vitviz.app.endpoints.subject import MARGIN, ground_of, perturbation_of, targets_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.perturbation.perturbation import Perturbation

_IMPORTS = (
    "from vitviz.core.perturbation.pair import Pair",
    "from vitviz.core.perturbation.perturbation import Perturbation, Subject, dropped, perturbed",
    "from vitviz.core.perturbation.picture import picture_of",
)


def picture(analysis: Analysis, state: ViewState) -> str:
    """The altered picture, and all logits of both models before and after."""
    how = perturbation_of(analysis, state)
    gone = ", dropped(subject, how)[None]" if how.leaves_out else ""
    return lines(
        analysis,
        *cnn_of(analysis),
        "",
        *_IMPORTS,
        "",
        *_subject(analysis, state),
        f"how = {_written(how)}",
        "picture = perturbed(subject, how)  # for both models",
        *named(
            picture="(picture[0] * 255).round().byte().permute(1, 2, 0)",
            vit_before="pair.of_vit(subject.picture)[0]",
            vit_after=f"pair.of_vit(picture{gone})[0]",
            cnn_before="pair.of_cnn(subject.picture)[0]",
            cnn_after="pair.of_cnn(picture)[0]",
        ),
    )


def whole_range(analysis: Analysis, state: ViewState) -> str:
    """All strengths, with every seed that is tried."""
    how, targets = perturbation_of(analysis, state), targets_of(analysis, state)
    return lines(
        analysis,
        *cnn_of(analysis),
        "",
        *_IMPORTS,
        "from vitviz.core.perturbation.ranges import Targets, run, strengths",
        "",
        *FINISHED,
        *_subject(analysis, state),
        f"how = {_written(how)}  # its strength and seed are those of the range",
        f'points = strengths(how.kind, subject, "{state.span}")',
        f"targets = Targets({targets.vit}, {targets.cnn})  # the classes of the shared label",
        f'found = finished(run(pair, subject, how, points, targets, axis="{state.axis}"))',
        *named(strengths="found.strengths", vit="found.vit", cnn="found.cnn"),
    )


def _subject(analysis: Analysis, state: ViewState) -> tuple[str, ...]:
    picture = "picture_of(pixels, vit)"
    if state.alter == "shift" and state.beyond == "photo":
        return (
            "from vitviz.core.framing import surroundings",
            "pair = Pair(vit, cnn)",
            f"wide = surroundings(photo, vit, framing, {MARGIN})",
            f"subject = Subject({picture}, vit.patch, wide=wide, margin={MARGIN})",
        )
    if state.alter == "drop" and state.first != "random":
        return _with_map(analysis, state, picture)
    return ("pair = Pair(vit, cnn)", f"subject = Subject({picture}, vit.patch{_cells(analysis)})")


def _cells(analysis: Analysis) -> str:
    """What is said of patches that overlap, so that their size does not cut the picture."""
    return "" if analysis.framing.cells is None else ", cells=framing.cells"


def _with_map(analysis: Analysis, state: ViewState, picture: str) -> tuple[str, ...]:
    targets, model = targets_of(analysis, state), state.first.split("_")[0]
    of_cnn = targets.cnn or (int(ground_of(analysis).cnn.argmax()),)
    asked = f"{targets.vit[0]}" if model == "vit" else f"{of_cnn}"
    return (
        f"from vitviz.core.perturbation.importance import of_{model}",
        "pair = Pair(vit, cnn)",
        f"plain = {picture}",
        f'maps = {{"{model}": of_{model}(pair, plain, {asked})}}',
        f"subject = Subject(plain, vit.patch, maps{_cells(analysis)})",
    )


def _written(how: Perturbation) -> str:
    """The perturbation without what its kind does not ask for."""
    asked = {
        "shift": ("right", "down", "beyond"),
        "shuffle": ("amount", "seed"),
        "drop": ("amount", "first", "fill", "seed"),
        "occlude": ("amount", "centre"),
        "noise": ("amount", "seed"),
    }.get(how.kind, ("amount",))
    given = "".join(f", {name}={getattr(how, name)!r}" for name in asked)
    return f'Perturbation("{how.kind}"{given})'
