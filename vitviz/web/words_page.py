"""What the bar and the photo tray say, in the visitor's language; their scripts have no words.

Places in braces are filled by the browser, which knows a size, a limit or how far it is.
"""

from vitviz.text import Words


def bar(_: Words) -> dict[str, str]:
    """The words of `views/frame/bar.js`."""
    return {
        "skip": _("Skip to the content"),
        "pages": _("Pages"),
        "sections": _("Sections of this page"),
        "to_top": _("To the top of the page"),
        "run_ready": _("ready"),
        "run_more": _("(and {count} more)"),
        "language": _("Language"),
        "theme": _("Colours of the page"),
        "theme_system": _("As the system"),
        "theme_light": _("Light"),
        "theme_dark": _("Dark"),
        "large": _("Present"),
        "large_tip": _(
            "Large type for a hall, on any screen. This browser remembers it; a shared link does "
            "not carry it."
        ),
        "share": _("Share"),
        "share_title": _("Share this screen"),
        "share_text": _("The link shows what you see now: photo, model and settings."),
        "share_own": _("Whoever has it sees your photo while the server holds it."),
        "share_here": _(
            "Only this computer reaches this address. For others, start the server with: {command}"
        ),
        "share_qr": _("The link as a QR code"),
        "share_long": _("This link is too long for a QR code."),
        "share_copy": _("Copy the link"),
        "share_answers": _("with my answers to the questions of the Lesson"),
        "copied": _("Copied."),
        "selected": _("Selected: copy it with the keyboard."),
        "close": _("Close"),
        "server_away": _(
            "The server does not answer. You can go on looking; what you press is done as soon as "
            "it is back."
        ),
        "server_starting": _("The server is starting again. This page goes on by itself."),
        "server_lost": _("The connection has ended. Reload the page to go on."),
        "device": _("Device"),
        "device_hint": _("The models run on this device of the server, in 32-bit floats."),
    }


def tray(_: Words) -> dict[str, str]:
    """The words of `views/frame/tray.js` and of what it is made of."""
    return _offer(_) | _progress(_) | _problems(_) | _camera(_)


def _offer(_: Words) -> dict[str, str]:
    return {
        "intake": _("Your photo"),
        "browse": _("Browse"),
        "browse_hint": _("Choose a photo from this device"),
        "camera": _("Camera"),
        "camera_hint": _("Take a photo"),
        "paste": _("Paste"),
        "paste_hint": _("Use the image in the clipboard"),
        "anywhere": _("or drop or paste one anywhere"),
        "in_memory": _("Kept in memory, never on a disk"),
        "in_memory_only": _("In memory only"),
        "privacy": _(
            "A photo is kept in the server's memory for a while and never written to a disk."
        ),
        "privacy_reduced": _(
            "A camera's photo leaves this device smaller, with {side} pixels at its shorter side, "
            "as a class shares one network. It is kept in the server's memory for a while and "
            "never written to a disk."
        ),
        "drop_here": _("Drop the photo"),
        "photos": _("Photos"),
        "yours": _("Your own photo: {name}"),
        "uploaded": _("An uploaded photo"),
        "remove": _("Remove: {title}"),
        "remove_hint": _("Remove this photo from the list"),
        "model": _("Model"),
        "all_models": _("All models"),
        "cnn": _("CNN"),
        "cnn_hint": _("It stands beside the Vision Transformer wherever the two are compared."),
        "cnn_size": _("What the CNN is given, in pixels a side"),
        "patches": _("Patches"),
        "shape": _("What the model sees of the photo"),
        "shape_model": _("crop"),
        "shape_model_tip": _("The middle of the photo, in the shape that the model was made for."),
        "shape_photo": _("whole photo"),
        "shape_photo_tip": _(
            "The whole photo in its own shape, with no more patches than in the crop. Only what no "
            "whole patch covers is cut off at two sides."
        ),
        "patches_hint": _(
            "A patch is one of the squares that the model cuts the photo into. Twice as many per "
            "side are four times as many patches and about sixteen times as many attention weights."
        ),
    }


def _progress(_: Words) -> dict[str, str]:
    return {
        "sending": _("Sending, {percent}"),
        "reading": _("Reading the photo"),
        "opening": _("Opening the photo"),
        "waiting": _("Waiting for the server"),
        "cancel": _("Cancel"),
        "dismiss": _("Dismiss"),
    }


def _problems(_: Words) -> dict[str, str]:
    return {
        "too_large": _(
            "This file has {size}, and a photo may have at most {limit}. "
            "Save it smaller and try again."
        ),
        "unreachable": _(
            "The server cannot be reached. Check the connection and give the photo again."
        ),
        "failed": _("The server did not take the photo (answer {status}). Please try again."),
        "unreadable": _("The browser cannot read this file. Choose it again, or another one."),
        "no_file": _(
            "What was dropped is no file. Save the photo to this device first, then drop the file."
        ),
        "no_image": _("There is no image in the clipboard. Copy one and paste again."),
        "no_paste": _(
            "The browser does not let the page read the clipboard. Press {keys} instead."
        ),
    }


def _camera(_: Words) -> dict[str, str]:
    return {
        "camera_waiting": _("Waiting for the camera. The browser may ask for permission."),
        "camera_denied": _(
            "The browser does not let the page use the camera. Allow it beside the address, "
            "then try again."
        ),
        "camera_missing": _("No camera answers. It may be unplugged or in use elsewhere."),
        "camera_shoot": _("Take the photo"),
        "camera_close": _("Close"),
    }


def glossary(_: Words) -> dict[str, str]:
    """The words of `views/frame/glossary.js`; its terms are in glossary.py."""
    return {
        "title": _("Glossary"),
        "lead": _(
            "Each word once, in the sense that the texts on Vision Transformers give it. A dotted "
            "underline on the page leads here."
        ),
        "seen": _("Seen in"),
        "back": _("Back to where you were"),
    }
