"""Whether a request comes from the machine itself: who sits there runs the server."""

import ipaddress

from starlette.requests import Request

_PROXIED = ("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip")


def is_local(request: Request) -> bool:
    """Whether it comes from a loopback address, to such a name, and no proxy has passed it on."""
    headers = request.headers
    proxied = any(name in _PROXIED or name.startswith("x-forwarded") for name in headers)
    client = request.client.host if request.client else ""
    return not proxied and _is_loopback(client) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback
