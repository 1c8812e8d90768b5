"""The screen's link for others in the room: as a QR code, and at an address that they reach."""

import io
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

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


def reached_at(asked: str) -> str:
    """Address and port, "192.168.1.20:8501", at which others in the network reach the server.

    `asked` is the Host that the visitor's browser asked for. "" where nobody else reaches the
    server, and for a visitor who came by an address that others can use: he learns no other.
    """
    bound = str(st.get_option("server.address") or "")
    if not _is_own(urlsplit(f"//{asked}").hostname or ""):
        return ""
    if bound in ("", "0.0.0.0", "::"):
        bound = next(_own(), "")
    return "" if not bound or _is_own(bound) else f"{bound}:{st.get_option('server.port')}"


def _own() -> Iterator[str]:
    for place in _ELSEWHERE:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((place, 9))
            found: str = way.getsockname()[0]
            if not _is_own(found):
                yield found


def _is_own(address: str) -> bool:
    """Whether only this machine itself reaches `address`."""
    if address == "localhost" or address.endswith(".localhost"):
        return True
    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        return found.is_loopback or found.is_unspecified
    return False
