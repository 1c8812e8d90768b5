"""The sentence for every error: what happened and what to do, in the visitor's language.

Errors carry a reason and facts (vitviz/errors.py). A fact that is a path is shown as it stands in
the project ("assets/…"), or else as the file's name alone, a size as "rows × columns".
"""

from collections.abc import Mapping
from pathlib import PurePath

from vitviz.core.assets import ASSETS
from vitviz.errors import ArgumentError, VitvizError, plain
from vitviz.text import N_, Words, words
from vitviz.text.hub_answers import ANSWERS
from vitviz.text.model_files import REFUSALS

_PHOTO = {
    "gone": N_("There is no photo of this name here. Choose one from the strip, or drop your own."),
    "no_such_photo": N_("No photo is called {name}. There are: {known}."),
    "own_photo": N_(
        "This link shows a visitor's own photo, which this server does not hold. Choose the same "
        "photo here, and the screen is restored."
    ),
    "empty": N_("This file is empty. Please choose a photo."),
    "not_an_image": N_(
        "This file is not a photo. JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC and AVIF can be opened."
    ),
    "unsupported_format": N_(
        "{format} files cannot be opened here. Save the picture as JPEG or PNG and drop that."
    ),
    "unsupported_variety": N_(
        "This {format} file is of a variety that cannot be opened here: {variety}. Save the "
        "picture as JPEG or PNG and drop that."
    ),
    "truncated": N_("This photo is incomplete: its end is missing. Copy or download it again."),
    "damaged": N_("This photo is damaged and cannot be read. Open it elsewhere and save it anew."),
    "too_many_bytes": N_("This photo is larger than {megabytes} MB. Please make it smaller first."),
    "too_many_pixels": N_(
        "This photo has more than {megapixels} million pixels. Please make it smaller first."
    ),
    "too_long": N_(
        "This photo has a side of more than {pixels} pixels. Please make it smaller first."
    ),
    "too_costly": N_(
        "This file would take too long to decode. Open the picture elsewhere and save it as JPEG."
    ),
}
_UPLOAD = {
    "cross_site": N_("This upload did not come from this page. Reload the page and try again."),
    "too_slow": N_("The upload took too long and was stopped. Please try a smaller photo."),
    "busy": N_("Many photos are being uploaded at this moment. Please try again shortly."),
    "aside_failed": N_(
        "The measurement did not come to its end on this machine. Please try again later."
    ),
    "many_waiting": N_(
        "Many computations are waiting at this moment. Please try again in a minute."
    ),
    "many_of_yours": N_(
        "{most} computations of yours are running or waiting already. This one can begin when one "
        "of them has ended."
    ),
    "interrupted": N_("The upload was interrupted. Please try again."),
}
_MODEL = {
    "unknown": N_("No model is called {name}. Choose one from the list."),
    "unknown_model": N_("No model is called {name}. Choose one from the list."),
    "unknown_near": N_("No model is called {name}. Is one of these meant: {near}?"),
    "bad_name": N_(
        "“{name}” is no model's name. Write a name of timm, owner/name of a model on the hub, or "
        "the path of a folder or of a file of weights."
    ),
    "not_a_vit": N_("{name} is not a Vision Transformer, so it has no attention to show."),
    "not_a_cnn": N_("{name} is not a CNN, so it cannot stand beside the Vision Transformer."),
    "file_missing": N_(
        "The file {file} of the project is missing. Fetch it again and start the app anew: "
        "git checkout -- {file}"
    ),
    "file_damaged": N_(
        "The file {file} of the project is damaged. Fetch it again and start the app anew: "
        "git checkout -- {file}"
    ),
    "not_the_pair": N_("These two models were not made to be compared. Choose the bundled pair."),
    "disk_full": N_("There is no room on the server's disk for {name}."),
    "not_here": N_("{name} is not on this machine. Download it on the page Models."),
    "not_allowed": N_(
        "This server does not open {name}: it opens bundled models, or what its operator allows "
        "with VITVIZ_MODELS."
    ),
    "model_too_large": N_(
        "{name} needs {needed} MB of memory for its weights, and this server may use {most} MB. "
        "Choose a smaller model, or raise VITVIZ_MEMORY_BYTES."
    ),
    "layer_too_large": N_(
        "{name} keeps {needed} MB in a single layer for one photo, which no browser should hold: "
        "at most {most} MB are shown. In a notebook it opens (vitviz.load); here choose a smaller "
        "model."
    ),
    "no_memory": N_("This machine has too little memory for {name}. Choose a smaller model."),
    "many_opening": N_("Many models are being opened at this moment. Try again in a minute."),
    "no_published_weights": N_("There are no published weights for {name}. Choose another model."),
    "bad_arguments": N_("{name} cannot be built with these settings. Check them and try again."),
}
_DAMAGED = ("card_damaged", "table_damaged", "rows_miscounted")
_MODEL |= ANSWERS | dict.fromkeys(_DAMAGED, _MODEL["file_damaged"])
# Where the weights are the project's own, the command that brings them back is told.
_BUNDLED = {"weights_missing": "file_missing", "weights_damaged": "file_damaged"}
_FAMILY = {
    "several_grids": N_(
        "{name} works on several grids of patches side by side, or grids that become finer, and "
        "not all of its tokens have a place on one. Choose another model, such as a ViT, DINOv2 "
        "or Swin."
    ),
    "unplaced": N_(
        "Where on the photo the tokens of {name} lie cannot be told, so its attention is no map. "
        "Choose another model."
    ),
    "channel_attention": N_(
        "{name} attends between channels, not between patches, so there is no map to show. "
        "Choose another model."
    ),
    "overlapping_windows": N_(
        "The patches of {name} look at windows that overlap, so a patch has several keys. Such a "
        "map is not shown. Choose another model."
    ),
    "combined_maps": N_(
        "{name} combines several attention maps, or lets one head read what another one made, so "
        "a layer has no one map to show. Choose another model."
    ),
    "no_attention_seen": N_(
        "{name} has no attention between patches, or none that can be captured exactly, so no map "
        "is shown. Choose another model."
    ),
}
_SAME_SENTENCE = (
    *("no_patch_grid", "unusual_call", "fast_path", "pooling", "not_reproduced", "pass_failed"),
    *("other_count", "other_order", "other_shapes"),
)
_FAMILY |= dict.fromkeys(_SAME_SENTENCE, _FAMILY["no_attention_seen"])
_SIZE = {
    "fixed_size": N_("This model takes photos of one size only. The grid stays as it is."),
    "grid_not_offered": N_("This model can be built for {grids} patches. Choose one of these."),
    "grid_out_of_range": N_("Choose 16 (4 × 4) to 2304 (48 × 48) patches."),
    "cnn_size": N_(
        "This CNN cannot be given {side} px. Choose a multiple of {step} px, {least} to {most}."
    ),
    "size_not_positive": N_("A size must be larger than 0."),
    "size_not_a_multiple": N_("Choose a size that is a multiple of the patch size."),
}
_INSIDE = {
    "unseen_attention": N_(
        "Some attention of this model cannot be captured, so what goes through all layers is not "
        "shown. Choose another model."
    ),
    "layers_left_out": N_("This trace holds chosen layers; capture it anew without “layers”."),
    "unequal_grids": N_(
        "This model works on several grids of patches. What goes through all layers is defined on "
        "one grid only, so it is not shown."
    ),
    "signed_maps": N_(
        "The weights of this model’s differential attention may be negative and sum to 1 − λ. "
        "Rollout, entropy and attention distance are of shares of a whole, so they are not shown."
    ),
    "beyond_picture": N_(
        "The windows of this model are padded: part of what its patches look at lies beyond the "
        "photo and is no token. What goes through all layers is not defined, so it is not shown."
    ),
    "unordered_tokens": N_(
        "The attention of this layer gets its tokens in an order of its own, so Grad-CAM of it is "
        "not shown. Choose another layer."
    ),
    "not_one_whole_grid": N_(
        "{name} attends within windows, on several grids of patches, or by the difference of two "
        "maps. The Lesson follows a model in which a patch shares its attention among all others: "
        "choose a ViT, DeiT or DINOv2, for example."
    ),
    "no_patch_projection": N_("This model has no linear patch projection to look at."),
    "overlapping_patches": N_(
        "The patches of this model overlap, so the photo cannot be cut into them."
    ),
    "no_residual_steps": N_(
        "The blocks of this model do not add attention and MLP one after the other, so what each "
        "adds is not shown."
    ),
    "no_patch_tokens": N_(
        "The layers of this model do not all hand on one token for each patch, so patches cannot "
        "be compared by them."
    ),
    "no_lens": N_("The classifier of this model cannot read the tokens between its layers."),
    "no_head": N_("This model has no classifier, so it predicts nothing."),
    "no_labels": N_("The classes of this model have no names, so they are told by number."),
    "no_position_table": N_("This model adds no position embedding, so there is none to change."),
    "other_positions": N_("This model holds its positions in another way than this view shows."),
    "no_rotary_positions": N_("This model does not rotate queries and keys by their position."),
}
_ADDRESS = {
    "out_of_range": N_(
        "The address names something that this model does not have. Choose it anew on the page."
    ),
}
_DEVICE = {
    "no_such_device": N_("This device is not there. Set VITVIZ_DEVICE to cpu and start again."),
}
SENTENCES: Mapping[str, str] = (
    _PHOTO | _UPLOAD | _MODEL | _FAMILY | REFUSALS | _SIZE | _INSIDE | _ADDRESS | _DEVICE
)
_OTHERWISE = N_("Something went wrong on our side. Reload the page and try again.")
_WORDS_OF_FORMATS = {"camera raw": N_("Camera raw"), "video": N_("Video")}
_VARIETIES = {  # of a format; one that is not here is a name and said as it is
    "bits": N_("{bits} bits a channel or pixel"),
    "lossless": N_("lossless"),
    "hierarchical": N_("several sizes in one picture"),
    "sequence": N_("a sequence of pictures"),
    "uncompressed": N_("uncompressed"),
    "layout": N_("channels and bits that no program here reads"),
    "planes": N_("grey and transparency in separate planes"),
    "jpeg": N_("a JPEG inside"),
    "png": N_("a PNG inside"),
    "webp": N_("WebP inside"),
    "os2": N_("of OS/2"),
}


class _Facts(dict[str, object]):
    """Facts in which a missing one is an ellipsis: a sentence with a gap beats a second error."""

    def __missing__(self, name: str) -> str:
        return "…"


def sentence(_: Words, error: Exception) -> str:
    """What the page says of `error`; an error nobody foresaw gets a general sentence."""
    if not isinstance(error, VitvizError):
        return _(_OTHERWISE)
    bundled = "file" in error.facts and _in_project(str(error.facts["file"])) is not None
    reason = _BUNDLED.get(error.reason, error.reason) if bundled else error.reason
    if reason == "hub_gated" and error.facts.get("copy"):
        reason = "hub_gated_copy"
    if reason in ("unknown", "unknown_model") and error.facts.get("near"):
        reason = "unknown_near"
    text = _(SENTENCES.get(reason, _OTHERWISE))
    return text.format_map(_presented(_, error.facts))


def for_a_notebook(error: VitvizError) -> str:
    """What `str(error)` gives: an English sentence, then the reason and the facts in brackets.

    A wrong argument is told by its rule and the value got, since the page's sentence for it
    speaks of an address. A reason without a sentence is given as it is.
    """
    facts = error.facts
    if isinstance(error, ArgumentError) and {"argument", "rule", "got"} <= facts.keys():
        told = f"{facts['argument']} must be: {facts['rule']}; got {facts['got']!r}."
        return f"{told} [{error.reason}]"
    if error.reason not in SENTENCES:
        return plain(error)
    return f"{sentence(words('en'), error)} [{plain(error)}]"


def _presented(_: Words, facts: Mapping[str, object]) -> _Facts:
    shown = _Facts(facts)
    limit = facts.get("limit")
    if isinstance(limit, int):
        shown |= {"megabytes": _.number(limit / 1e6), "megapixels": _.number(limit / 1e6)}
        shown["pixels"] = _.number(limit)
    if {"needs", "most"} <= facts.keys():
        shown |= {"needed": _megabytes(_, facts["needs"]), "most": _megabytes(_, facts["most"])}
    if "file" in facts:
        file = str(facts["file"])
        shown["file"] = _in_project(file) or PurePath(file).name
    if facts.get("format") in _WORDS_OF_FORMATS:
        shown["format"] = _(_WORDS_OF_FORMATS[str(facts["format"])])
    if facts.get("variety") in _VARIETIES:
        shown["variety"] = _(_VARIETIES[str(facts["variety"])]).format_map(shown)
    return shown


def _megabytes(_: Words, nbytes: object) -> str:
    return _.number(round(float(str(nbytes)) / 1e6))


def _in_project(file: str) -> str | None:
    """A file of the project as a command in its folder names it; None for any other."""
    path = PurePath(file)
    return path.relative_to(ASSETS.parent).as_posix() if path.is_relative_to(ASSETS) else None
