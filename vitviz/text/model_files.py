"""What is said of a file of weights or labels: why it is refused, and what was done to open it.

Errors carry a reason and facts (vitviz/errors.py), as do the notes of `core/models/loaded.py`.
"""

from collections.abc import Mapping

from vitviz.core.models.loaded import Note, plain
from vitviz.text import N_, Words, words
from vitviz.text.model_kinds import KINDS

REFUSALS = {
    "weights_missing": N_("There is no file {file}. Check the path."),
    "weights_damaged": N_(
        "The file of weights {file} is damaged, or its end is missing. Copy it again."
    ),
    "weights_code": N_(
        "{file} holds more than weights: opening it would run code ({code}), so it stays closed. "
        "Save the weights alone: torch.save(model.state_dict(), …)."
    ),
    "weights_empty": N_("{file} is empty. Copy or download it again."),
    "weights_pointer": N_(
        "{file} is Git LFS's pointer to the weights, not the weights. Fetch them: git lfs pull."
    ),
    "weights_web_page": N_(
        "{file} is a web page that was saved in place of the weights. Download the weights again, "
        "signed in if they ask for it."
    ),
    "weights_program": N_(
        "{file} is a TorchScript program, which would have to be run. Save its weights alone: "
        "torch.save(torch.jit.load(…).state_dict(), …)."
    ),
    "weights_foreign": N_(
        "{file} is no file of weights that can be read here: safetensors, or what torch.save "
        "writes. Save the weights in one of these."
    ),
    "weights_none": N_("{file} holds no tensors with names. Choose a file of weights."),
    "weights_too_many": N_(
        "The tensors of {file} claim to be far larger than the file. Save the weights anew."
    ),
    "weights_no_such_table": N_("{file} holds no table “{table}” for this model, but: {known}."),
    "weights_do_not_fit": N_(
        "The weights in {file} are not this model's. Not in the file: {missing}. Not in the model: "
        "{unknown}. Of another shape (file ≠ model): {shapes}. Choose the architecture that was "
        "trained."
    ),
    "weights_of_another_grid": N_(
        "The position table in {file} has {places} places, which are no square grid of patches. "
        "Say the size of the photos: img_size = (height, width) among load's arguments, or "
        '"input_size": [3, height, width] in a .json file beside it.'
    ),
    "weights_not_floating": N_(
        "In {file} the tensor {tensor} holds {kind} instead of floating-point numbers, so it is "
        "not opened. Save the weights before they are quantized."
    ),
    "weights_not_finite": N_(
        "In {file} the tensor {tensor} holds {count} numbers that are NaN or infinite, so it is "
        "not opened. Choose an earlier checkpoint."
    ),
    "architecture_unknown": N_(
        "{file} does not say which architecture it belongs to. Open it by the architecture's name, "
        "with this file as its weights; vitviz.architectures lists those that fit."
    ),
    "own_gone": N_("This server has no own model {name} any more. Choose one from the list."),
    "folder_missing": N_("There is no folder {file}. Check the path."),
    "folder_no_config": N_("The folder {file} has no config.json, which says the architecture."),
    "folder_bad_config": N_("{file} cannot be used: {cause}. Save the model with timm again."),
    "folder_no_weights": N_("The folder {file} holds no file of weights."),
    "labels_missing": N_("The file of labels {file} is missing. Check the path."),
    "labels_unreadable": N_("The file of labels {file} cannot be read: {cause}."),
    "labels_kind": N_(
        "Labels are read from txt, csv, tsv and json; {file} is none of these. Save them so."
    ),
    "labels_encoding": N_("The file of labels {file} is not in UTF-8. Save it in UTF-8."),
    "labels_from_one": N_(
        "The labels are numbered from 1 to {largest}, the classes of this model from 0 to {last}. "
        "Number the labels from 0."
    ),
    "labels_count": N_(
        "This model has {classes} classes, the labels are {got}. Each class needs one."
    ),
    "labels_table": N_(
        "Labels are names in their order, or map numbers to names or names to numbers, each number "
        "once. Write them so."
    ),
} | KINDS
NOTES: Mapping[str, str] = {
    "read_as": N_("“{name}” was read as {read}."),
    "architecture_stated": N_("The file itself says its architecture: {architecture}."),
    "inferred": N_("Told from the shapes in the file: {arguments}."),
    "headless": N_("The file has no classifier: the model opens without classes."),
    "table_taken": N_("The weights were taken from {table}."),
    "table_taken_of_several": N_(
        "The weights were taken from {table}; these fit as well: {others}."
    ),
    "table_averaged": N_("The weights were taken from {table}: averages over training (EMA)."),
    "table_averaged_of_several": N_(
        "The weights were taken from {table}: averages over training (EMA). These fit as well: "
        "{others}."
    ),
    "positions_resampled": N_(
        "The position embedding was learned on a grid of {old} and was resampled to {new} "
        "(bicubic)."
    ),
    "tables_resampled": N_(
        "The model was built for another size than the file's; its tables of positions were "
        "resampled as timm does it ({count}): {names}."
    ),
    "dropped": N_("Left out, for the model has no place for them ({count}): {names}."),
    "dropped_within": N_(
        "Caution: {count} tensors of the file lie inside parts of this model that have no place "
        "for them, so it may compute something else than what was trained: {names}."
    ),
    "cast": N_("The file's numbers are {kinds}; the model computes in float32."),
}
_WHOLE_FILE = N_("the file itself")


def note(_: Words, said: Note) -> str:
    """What is said of one thing that was done to open a file."""
    facts = {name: _presented(_, name, value) for name, value in said.facts.items()}
    return _(NOTES[said.reason]).format_map(facts) if said.reason in NOTES else plain(said)


def table_name(_: Words, table: str) -> str:
    """What a table of tensors in a file is called."""
    return table or _(_WHOLE_FILE)


def for_a_notebook(said: Note) -> str:
    """What `str(note)` gives: the English sentence."""
    return note(words("en"), said)


def _presented(_: Words, name: str, value: object) -> object:
    if name == "table":
        return table_name(_, str(value))
    if name == "others":
        return ", ".join(table_name(_, each) for each in str(value).split(", "))
    if isinstance(value, tuple):  # a grid
        return " × ".join(map(str, value))
    return value
