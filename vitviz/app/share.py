"""The screen's link for others in the room: as a QR code, and at an address that they reach."""

import io
import ipaddress
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import segno
import streamlit as st

EVERYWHERE = ("", "0.0.0.0", "::")
_SIOCGIFADDR = 0x8915  # Linux: the address of an interface
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
    return next(_reached(asked), "")


def all_reached_at(asked: str) -> list[str]:
    """All such addresses, the likeliest first: a machine may be in several networks at a time."""
    return list(dict.fromkeys(_reached(asked)))


def _reached(asked: str) -> Iterator[str]:
    if not _is_own(urlsplit(f"//{asked}").hostname or ""):
        return
    found = _own() if _bound() in EVERYWHERE else [_bound()]
    yield from (f"{one}:{st.get_option('server.port')}" for one in found if not _is_own(one))


def is_open() -> bool:
    """Whether others reach the server as soon as the machine is in a network."""
    return not _is_own(_bound()) or _bound() in EVERYWHERE


def _bound() -> str:
    return str(st.get_option("server.address") or "")


def _own() -> Iterator[str]:
    for place in _ELSEWHERE:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect((place, 9))
            yield way.getsockname()[0]
    yield from _of_interfaces()


def _of_interfaces() -> Iterator[str]:
    """Those that no such way leads over; "169.254." is what a machine gives itself alone."""
    if sys.platform != "linux":
        with suppress(OSError):
            yield from socket.gethostbyname_ex(socket.gethostname())[2]
        return
    import fcntl

    for _index, name in socket.if_nameindex():
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_way:
            asked = struct.pack("256s", name.encode()[:15])
            found = fcntl.ioctl(any_way, _SIOCGIFADDR, asked)
            yield socket.inet_ntoa(found[20:24])


def _is_own(address: str) -> bool:
    """Whether only this machine itself reaches `address`."""
    if address == "localhost" or address.endswith(".localhost"):
        return True
    with suppress(ValueError):
        found = ipaddress.ip_address(address)
        return found.is_loopback or found.is_unspecified or found.is_link_local
    return False
