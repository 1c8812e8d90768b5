"""What several views say: how long work goes on, what went wrong, and how to export a panel."""

from vitviz.text import Words


def common(_: Words) -> dict[str, str]:
    """The words of `widgets/progress.js`, `export.js`, `gallery.js` and of every failure."""
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
        "export_menu": _("Take away"),
        "export_npz": _("Arrays (NPZ)"),
        "export_code": _("Python code"),
        "copy": _("Copy"),
        "copied": _("Copied."),
        "selected": _("Selected: copy it with the keyboard."),
        "close": _("Close"),
    }
