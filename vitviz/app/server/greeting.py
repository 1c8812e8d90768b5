"""What the terminal says when the server starts: where it is, what it may hold, how to show it.

A few lines in the terminal's language; the device is known when torch is here.
"""

import sys
from collections.abc import Iterator

import streamlit as st

from vitviz.app import share
from vitviz.app.compute import budget, models, photos, startup
from vitviz.app.server.analysis import load_endpoints
from vitviz.app.settings import settings, unknown
from vitviz.core.assets import ASSETS
from vitviz.text import Words
from vitviz.text.messages import sentence


def at_once(_: Words) -> Iterator[str]:
    """What is known before anything is loaded."""
    address = st.get_option("server.address") or "0.0.0.0"
    port = st.get_option("server.port")
    here = "127.0.0.1" if address in ("0.0.0.0", "::") else address
    yield f"vitviz: http://{here}:{port}"
    yield from _for_the_room(_)
    if settings().lecture:
        yield _("For the teacher: {address}, with the QR code and what the class answers.").format(
            address=f"http://{here}:{port}/lecture"
        )
    held, there = (_.number(count / 1e9, 1) for count in (budget.total(), budget.memory()))
    yield _("Memory: at most {held} of {there} GB, uploads up to {upload} MB each.").format(
        held=held, there=there, upload=_.number(settings().upload_bytes / 1e6)
    )
    yield from _short_of_memory(_)
    yield from unknown(_)
    yield from _left_out(_)


def _for_the_room(_: Words) -> Iterator[str]:
    first, *others = share.all_reached_at("127.0.0.1") or [""]
    if first:
        yield _(
            "For the room: http://{address}, which Share in the page's bar shows as a QR code."
        ).format(address=first)
    elif settings().lecture and share.is_open():
        yield _(
            "This computer is in no network. Connect it to that of the phones: the teacher's page "
            "then shows the QR code by itself."
        )
    else:
        yield _(
            "Only this computer reaches it. For a lecture start it with {command}; Share in the "
            "page's bar then shows a QR code."
        ).format(command="make lecture")
    if others and settings().lecture:
        yield _(
            "It has other addresses too, which the teacher's page can show instead: {addresses}"
        ).format(addresses=", ".join(others))


def _short_of_memory(_: Words) -> Iterator[str]:
    if budget.decoders() == 1:
        yield _(
            "That is little: photos are opened one at a time, up to {count} million pixels each."
        ).format(count=_.number(budget.most_pixels() / 1e6))


def when_ready(_: Words, progress: startup.Progress) -> str:
    """That pages can be shown, or why they cannot."""
    if progress.error is None:
        return _("Ready after {seconds} s. The models run on: {device}").format(
            seconds=round(progress.seconds), device=models.device_name()
        )
    return _("The server cannot show pages: {reason}").format(reason=sentence(_, progress.error))


def say(*lines: str) -> None:
    """Writes to the terminal, below the server's address."""
    sys.stderr.writelines(f"  {line}\n" for line in lines)
    sys.stderr.flush()


def greet(_: Words) -> None:
    """Says what is known now, and the rest when it is."""
    say(*at_once(_))
    startup.start(lambda progress: say(when_ready(_, progress)), load_endpoints)


def _left_out(_: Words) -> Iterator[str]:
    gone = photos.missing()
    if gone:
        folder = f"{ASSETS.name}/photos"
        yield _("Left out, for their files are missing: {names}. To fetch them: {command}").format(
            names=", ".join(photo.path.name for photo in gone),
            command=f"git checkout -- {folder}",
        )
