"""What several views say: how long work goes on, what went wrong, and how to take a panel away."""

from vitviz.text import Words


def common(_: Words) -> dict[str, str]:
    """The words of `frontend/progress.js`, `takeaway.js`, `gallery.js` and of every failure."""
    return {
        "progress": _("Progress"),
        "begun": _("Working, {seconds} s so far …"),
        "working": _("{done} of {total}, {left} left"),
        "moment": _("a moment"),
        "seconds": _("about {count} s"),
        "minutes": _("about {count} min"),
        "waiting": _("Waiting: {ahead} before this one …"),
        "stop": _("Stop"),
        "computing": _("Computing …"),
        "gone": _("The server no longer has these numbers. One moment, they are made again."),
        "unreachable": _("The server cannot be reached. What is on screen stays; try again soon."),
        "gallery_label": _("Maps over the photo"),
        "take_away": _("Take away"),
        "take_npz": _("Arrays (NPZ)"),
        "take_code": _("Python code"),
        "take_copy": _("Copy"),
        "take_copied": _("Copied."),
        "take_selected": _("Selected: copy it with the keyboard."),
        "take_close": _("Close"),
    }
