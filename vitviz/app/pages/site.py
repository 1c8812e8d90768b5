"""The pages there are, in the order of the bar: a new page is a new row and a new file."""

from dataclasses import dataclass

from vitviz.text import N_


@dataclass(frozen=True)
class Section:
    """One part of a page with an address: that of its page with `#name` behind it.

    It is its `view`, or the part of it that the view marks with `data-section="name"`. No two
    sections of all pages share a name.
    """

    name: str
    title: str  # short: it stands in the bar
    view: str


@dataclass(frozen=True)
class Site:
    """One page: its module in `app/pages`, title, path in the address, and its browser views.

    One that `asks` before it shows has nothing above it that tells the answer. One that stands
    `apart` has no place in the bar and nothing of a photo around it.
    """

    name: str
    title: str
    path: str
    views: tuple[str, ...]
    sections: tuple[Section, ...]
    asks: bool = False
    apart: bool = False


SITES = (
    Site(
        "explore",
        N_("Explore"),
        "",
        ("explorer", "beside", "rollout", "predictions"),
        (
            Section("heads", N_("Heads"), "explorer"),
            Section("sequence", N_("The sequence"), "explorer"),
            Section("beside", N_("Side by side"), "beside"),
            Section("rollout", N_("Rollout"), "rollout"),
            Section("predictions", N_("Predictions"), "predictions"),
        ),
    ),
    Site(
        "explain",
        N_("Explain"),
        "explain",
        ("explain", "faithfulness", "ablation"),
        (
            Section("methods", N_("Six methods"), "explain"),
            Section("agreement", N_("Do they agree?"), "explain"),
            Section("curves", N_("Deletion and insertion"), "faithfulness"),
            Section("randomization", N_("Weight randomization"), "faithfulness"),
            Section("checks", N_("Exactness"), "faithfulness"),
            Section("off", N_("Head ablation"), "ablation"),
        ),
    ),
    Site(
        "inside",
        N_("Inside"),
        "inside",
        ("patch", "depth", "components", "lens", "stages", "stage_lens"),
        (
            Section("patch", N_("Patch embedding"), "patch"),
            Section("depth", N_("Residual stream"), "depth"),
            Section("components", N_("Feature components"), "components"),
            Section("lens", N_("Logit lens"), "lens"),
        ),
    ),
    Site(
        "positions",
        N_("Positions"),
        "positions",
        ("positions", "change"),
        (
            Section("embedding", N_("Position embedding"), "positions"),
            Section("change", N_("Change the embedding"), "change"),
            Section("facts", N_("Symmetries"), "change"),
        ),
    ),
    Site(
        "versus",
        N_("ViT vs CNN"),
        "vs-cnn",
        ("perturb", "class_maps", "equivariance", "counting", "cost", "receptive", "hunger"),
        (
            Section("picture", N_("Do it to the picture"), "perturb"),
            Section("range", N_("The whole range"), "perturb"),
            Section("where", N_("Where each looks"), "class_maps"),
            Section("exact", N_("Exact facts"), "equivariance"),
            Section("counts", N_("Counting"), "counting"),
            Section("cost", N_("Cost"), "cost"),
            Section("receptive", N_("Receptive fields"), "receptive"),
            Section("hunger", N_("Data hunger"), "hunger"),
        ),
    ),
    Site(
        "lesson",
        N_("Lesson"),
        "lesson",
        (
            *("flow", "lesson", "explorer", "predictions", "explain", "patch", "depth", "lens"),
            *("positions", "change", "perturb", "cost", "receptive", "hunger", "walk"),
        ),
        (Section("step", N_("This step"), "lesson"),),
        asks=True,
    ),
    Site("lecture", N_("Lecture"), "lecture", ("lecture",), (), apart=True),
    Site(
        "models",
        N_("Models"),
        "models",
        ("models",),
        (
            Section("pairs", N_("Picked pairs"), "models"),
            Section("names", N_("All names"), "models"),
        ),
    ),
)
