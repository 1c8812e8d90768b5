"""From which page a request may come, and by which name this server may be asked.

A page of another site can make its visitor's browser ask this server anything. It cannot hide
where it comes from (Origin), and it reads an answer only if the browser takes the server for its
own: by DNS rebinding, where the other site's *name* suddenly leads here. So a name must be one of
ours, while a numeric address cannot be rebound: it is the one that the browser connected to.
"""

import ipaddress
import re
import socket
from functools import cache

from streamlit import config

from vitviz.app.settings import settings

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?", re.ASCII)
_SAFE = ("GET", "HEAD", "OPTIONS")


def known_host(host: str) -> bool:
    """Whether `host`, a Host header with or without a port, is a numeric address or our name."""
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return False
    name = found[1].rstrip(".")
    return _is_numeric(name.strip("[]")) or any(_fits(name, ours) for ours in _names())


def may_come_from(origin: str | None, host: str, *, method: str | None, site: str | None) -> bool:
    """Whether a request may come from the page that it says.

    Args:
        origin: its Origin header; a browser sends it with every websocket and POST.
        host: its Host header.
        method: of HTTP; None for a websocket.
        site: its Sec-Fetch-Site header.
    """
    if method in _SAFE:
        return True
    if origin is None:  # no browser's; a POST needs our own header besides (uploads.py)
        return method is not None and site in (None, "same-origin")
    return origin.partition("://")[2].lower() == host.lower()


def _fits(name: str, ours: str) -> bool:
    return ours in ("*", name) or (ours.startswith("*.") and name.endswith(ours[1:]))


@cache
def _names() -> tuple[str, ...]:
    """localhost, this machine's name, what Streamlit is told, and the names of the setting."""
    here = socket.gethostname().lower()
    told = [config.get_option(name) for name in ("server.address", "browser.serverAddress")]
    ours = ("localhost", "*.localhost", here, f"{here}.local", f"{here.partition('.')[0]}.local")
    return (*ours, *(str(name).lower() for name in told if name), *settings().hosts)


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
