"""The screen's link for others in the room: as a QR code, and at an address that they reach."""

import io
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress

import segno
import streamlit as st

LONGEST = 1200  # characters: what a phone still reads from a projector's picture
# Nothing is sent there: asked for the way to such a place, the system names its own address.
_ELSEWHERE = ("192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254")


def qr(link: str) -> bytes:
    """The QR code of `link` as SVG, black on white with the margin that readers need.

    Raises ValueError for what is no http link, or too long to be read.
    """
    if not link.startswith(("http://", "https://")) or len(link) > LONGEST:
        raise ValueError("no http link, or too long")
    drawn = io.BytesIO()
    code = segno.make_qr(link, error="m")
    code.save(drawn, kind="svg", border=4, light="white", omitsize=True, xmldecl=False)
    return drawn.getvalue()


def reached_at() -> str:
    """The address of this machine in its network, "" where others cannot reach the server."""
    bound = str(st.get_option("server.address") or "")
    if bound not in ("", "0.0.0.0", "::"):
        return "" if _is_own(bound) else bound
    return next(_own(), "")


def _own() -> Iterator[str]:
    for place in _ELSEWHERE:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((place, 9))
            found: str = way.getsockname()[0]
            if not _is_own(found):
                yield found


def _is_own(address: str) -> bool:
    """Whether only this machine itself reaches `address`."""
    if address == "localhost":
        return True
    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        return found.is_loopback or found.is_unspecified
    return False
