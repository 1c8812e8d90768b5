"""What the Models page and a model being opened say. {places} are filled in the browser."""

from vitviz.text import Words
from vitviz.web.words_common import failures


def opening(_: Words) -> dict[str, str]:
    """The words of `views/models/opening.js`."""
    return failures(_) | {
        "opening_title": _("Opening {model}"),
        "absent": _("{model} is not on this machine."),
        "read_as": _("“{typed}” is read as {model}."),
        "size": _("Its weights are about {size}."),
        "opening_meanwhile": _("The page shows {model} meanwhile."),
        "not_expected": _("It is not expected to open."),
        "download": _("Download and open"),
        "waiting": _("Waiting: other models are being downloaded"),
        "looking": _("Asking the model hub"),
        "downloading": _("Downloading, {percent} of {size}"),
        "loading": _("Loading the weights"),
        "probing": _("Trying it once with noise"),
        "cancel": _("Cancel"),
        "again": _("Try again"),
        "opening_back": _("Back to {model}"),
        "opening_copy": _("Open {model} instead"),
        "progress": _("Progress"),
    }


def models(_: Words) -> dict[str, str]:
    """The words of `views/models/models.js`."""
    return failures(_) | _head(_) | _list(_) | _facts(_) | _row(_) | _reasons(_)


def _head(_: Words) -> dict[str, str]:
    return {
        "title": _("Models"),
        "lead": _(
            "Every name that timm knows: open a Vision Transformer, or a CNN beside it, and all "
            "pages show it with the photo on screen."
        ),
        "pairs": _("Picked pairs"),
        "pairs_text": _(
            "A Vision Transformer and a CNN that are about equally often right: top-1 on "
            "ImageNet-1k as timm publishes it, at the size in brackets."
        ),
        "accuracy": _("{percent} ({size} px)"),
        "both": _("Open both"),
        "both_shown": _("Both are shown now"),
        "bundled_only": _(
            "This server opens the bundled models only. Whoever runs it can allow more with "
            "VITVIZ_MODELS."
        ),
        "cached_only": _("This server opens what is on its machine, and downloads nothing."),
        "offline": _("Without the model hub (HF_HUB_OFFLINE): what is on this machine opens."),
    }


def _list(_: Words) -> dict[str, str]:
    return {
        "bundled": _("Bundled, without a network"),
        "notes": _("How {model} was opened"),
        "own": _("This server's own models"),
        "own_unknown": _("does not say its architecture"),
        "own_name": _("its name may have A to Z, digits and . _ + - only: rename it"),
        "own_fitting": _("Architectures that fit"),
        "own_fitting_tip": _(
            "Those of timm whose tensors have the shapes in this file. Shapes do not tell how many "
            "heads share a width: choose what was trained."
        ),
        "own_fits": _("{architecture}, {heads} heads"),
        "own_fits_with": _("{architecture}, {heads} heads, {inferred}"),
        "own_fits_without_heads": _("{architecture}, {inferred}"),
        "own_none_fits": _(
            "No architecture of timm fits. Write the architecture into a file {file} beside "
            "it, as in {example}."
        ),
        "own_holding": _("Holding it against timm's architectures …"),
        "own_table": _("Open {table} instead"),
        "names": _("All names"),
        "find": _("Search names, families, licences"),
        "find_tip": _("Words in any order; * stands for anything, as in reg*dinov2"),
        "show": _("Show"),
        "all": _("All"),
        "vit": _("ViT-like"),
        "cnn": _("CNN"),
        "here": _("On this machine"),
        "computing": _("Loading the list …"),
        "count": _("{count} names; {opens} are known to open as a ViT"),
        "none": _("No name of timm matches."),
        "more": _("Show {count} more"),
        "from_hub": _("Open {name} from the model hub"),
        "from_hub_beside": _("Open {name} beside the ViT"),
    }


def _facts(_: Words) -> dict[str, str]:
    return {
        "name": _("Name"),
        "input": _("Input"),
        "tokens": _("Tokens"),
        "prefix": _("Prefix"),
        "position": _("Position"),
        "pooling": _("Pooling"),
        "parameters": _("Parameters"),
        "state": _("State"),
        "classes": _("Classes"),
        "licence": _("Licence"),
        "family": _("Family"),
        "patch": _("Patch"),
        "shape": _("Layers × heads, width"),
        "unknown": _("not stated"),
        "no_head": _("none: features only"),
        "pixels": _("{height} × {width} px"),
        "pixels_square": _("{size} px"),
        "role_class": _("class"),
        "role_distillation": _("distillation"),
        "role_register": _("register"),
        "role_registers": _("{count} registers"),
        "role_extra": _("extra"),
        "no_prefix": _("none"),
        "position_absolute": _("absolute"),
        "position_rotary": _("rotary"),
        "position_relative": _("relative"),
        "position_convolution": _("by convolutions"),
        "position_none": _("none"),
        "reads_class": _("class token"),
        "reads_branches": _("class tokens of both branches"),
        "reads_pair": _("class and distillation token"),
        "reads_register": _("first register"),
        "reads_patches": _("mean of the patches"),
        "reads_tokens": _("mean of all tokens"),
        "reads_pool": _("attention pool"),
        "reads_mixture": _("several tokens"),
    }


def _row(_: Words) -> dict[str, str]:
    return {
        "shown": _("shown now"),
        "loaded": _("in memory"),
        "on_disk": _("on this machine"),
        "absent": _("{size} to download"),
        "to_download": _("to download"),
        "refused": _("does not open"),
        "unpublished": _("no published weights"),
        "untrained": _("Open untrained"),
        "untrained_tip": _("The same architecture with random weights: it has learned nothing."),
        "open": _("Open"),
        "download": _("Download and open"),
        "cnn_text": _("A CNN has no attention to show: it stands beside the Vision Transformer."),
        "beside": _("Open beside the ViT"),
        "beside_download": _("Download and open beside the ViT"),
        "versus": _("ViT vs CNN"),
        "explore": _("Where its heads look"),
    }


def why_not(_: Words, reason: str, kind: str) -> str:
    """Return why a name does not open that the table of facts refuses; "" where it may."""
    if reason in ("", "untried"):
        return ""
    reasons = _reasons(_)
    known = reasons.get(f"why_{reason}", reasons["why_other"])
    return reasons["why_not_attention"] if kind == "other" else known


def _reasons(_: Words) -> dict[str, str]:
    """Why a name does not open, as briefly as a row needs it."""
    return {
        "why_several_grids": _("Its grids of patches lie side by side, or become finer again."),
        "why_unplaced": _("Where on the photo its tokens lie cannot be told."),
        "why_channel_attention": _("It attends between channels, not between patches."),
        "why_layer_too_large": _("One of its layers is too large for a browser: notebook only."),
        "why_combined_maps": _("It combines several attention maps in a way of its own."),
        "why_overlapping_windows": _("Its patches look at windows that overlap."),
        "why_no_patch_grid": _("Its tokens lie on no single grid of patches."),
        "why_pass_failed": _("A pass through it fails outside of its own program."),
        "why_untried": _("It was not tried yet: whether it opens, opening it will tell."),
        "why_pooling": _("Its classifier reads the tokens in no fixed proportion."),
        "why_other": _("Its attention cannot be captured exactly."),
        "why_not_attention": _("It is neither a Vision Transformer nor a CNN."),
    }
