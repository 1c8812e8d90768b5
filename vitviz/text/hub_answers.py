"""What is said where the model hub gives no model, one sentence for each reason."""

from vitviz.text import N_

ANSWERS = {
    "hub_unreachable": N_(
        "{name} is not on this machine and the model hub cannot be reached. Choose a bundled "
        "model, or try again with a connection."
    ),
    "hub_missing": N_("The model hub has no weights for {name}. Choose another model."),
    "hub_no_such": N_(
        "The model hub shows no {name}. Check the name; if it is private, sign in on the server: "
        "hf auth login, or set HF_TOKEN and start it anew."
    ),
    "hub_not_timm": N_(
        "{name} is not saved for timm, but as {kind}. In a notebook load it with its own library "
        "and hand the module to vitviz.wrap; here choose a model of timm's."
    ),
    "hub_no_architecture": N_(
        "Nothing on the model hub says which architecture of timm's {name} is of. Choose another "
        "model."
    ),
    "hub_newer": N_(
        "{name} is of the architecture {architecture}, which timm {version} does not know. Update "
        "timm and start the server anew, or choose another model."
    ),
    "hub_misfit": N_(
        "The published weights of {name} do not fit the architecture that its own configuration "
        "names. Choose another model."
    ),
    "hub_gated": N_(
        "{name} is given only to those who have accepted its licence on the model hub. Accept it "
        "there, then sign in on the server: hf auth login, or set HF_TOKEN and start it anew."
    ),
    "hub_gated_copy": N_(
        "{name} is given only to those who have accepted its licence on the model hub. The same "
        "weights are there without that as {copy}."
    ),
    "hub_revision": N_("The model hub has no such revision of {name}. Check what follows the @."),
    "hub_busy": N_("The model hub gets too many requests at this moment. Try again in a minute."),
    "hub_refused": N_(
        "The model hub does not give {name} (answer {status}). If it is private, sign in on the "
        "server: hf auth login, or set HF_TOKEN and start it anew."
    ),
    "hub_offline": N_(
        "{name} is not on this machine, and the server was started without the model hub "
        "(HF_HUB_OFFLINE). Choose a model that is here."
    ),
    "hub_damaged": N_(
        "What the model hub sent of {name} is damaged and was thrown away. Try again."
    ),
}
