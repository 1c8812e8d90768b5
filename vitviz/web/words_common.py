"""What several views say: what went wrong, how long work goes on, and how to export a panel."""

from vitviz.text import Words


def common(_: Words) -> dict[str, str]:
    """The words of a view that asks the server and can be exported."""
    return exports(_) | failures(_)


def failures(_: Words) -> dict[str, str]:
    """What `view/request.js` says where there is no answer."""
    return {
        "gone": _("The server no longer has these numbers. One moment, they are made again."),
        "unreachable": _("The server cannot be reached. What is on screen stays; try again soon."),
    }


def exports(_: Words) -> dict[str, str]:
    """The words of `widgets/export.js`."""
    return failures(_) | {
        "computing": _("Computing …"),
        "export_menu": _("Export"),
        "export_of": _("Export: {title}"),
        "export_npz": _("Arrays (NPZ)"),
        "export_code": _("Python code"),
        "export_where": _(
            "Runs in Python where vitviz is installed (pip install . in its folder). The lines end "
            "with arrays, which holds what the NPZ holds. A photo of your own must lie beside them "
            "as photo.jpg."
        ),
        "copy": _("Copy"),
        "copied": _("Copied."),
        "selected": _("Selected: copy it with the keyboard."),
        "close": _("Close"),
    }


def gallery(_: Words) -> dict[str, str]:
    """The words of `maps/gallery.js`, where the view has no name of its own for it."""
    return {"gallery_label": _("Maps over the photo")}


def long_run(_: Words) -> dict[str, str]:
    """The words of `widgets/long_run.js` and `progress.js`, besides the common ones."""
    return {
        "progress": _("Progress"),
        "begun": _("Working, {seconds} s so far …"),
        "working": _("{done} of {total}, {left} left"),
        "moment": _("a moment"),
        "seconds": _("about {count} s"),
        "minutes": _("about {count} min"),
        "waiting": _("Waiting: {ahead} before this one …"),
        "stop": _("Stop"),
    }
