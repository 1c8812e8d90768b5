"""Who a visitor is as far as the network tells: the address that a connection comes from.

A proxy's word for its visitor's address (X-Forwarded-For) counts where the setting
`VITVIZ_TRUSTED_PROXIES` names the proxy, and nowhere else: anybody can send that header. uvicorn
does the reading, told by `trusting` whom to trust, so that Streamlit hears of the same visitor.
"""

import ipaddress

from starlette.types import ASGIApp, Scope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from vitviz.app.settings import Network, settings

_HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one customer
NOBODY = ""


def address(scope: Scope) -> str:
    """The visitor's address in the form that shares are counted by; NOBODY where none is known."""
    client = scope.get("client")
    return counted(client[0]) if client else NOBODY


def counted(host: str) -> str:
    """`host` as shares are counted: IPv4 as it is, of IPv6 the network of one household.

    Whoever has one IPv6 address has 2^64 of them. What is no address stays as it is.
    """
    found = _parsed(host)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _HOUSEHOLD), strict=False))
    return host if found is None else str(found)


def stands_for_many(host: str) -> bool:
    """Whether connections from `host` say nothing of who is behind them.

    A proxy that is trusted, or this machine itself: most proxies run on it.
    """
    found = _parsed(host)
    if found is None:
        return True
    return found.is_loopback or any(found in network for network in settings().trusted_proxies)


def trusting(app: ASGIApp) -> ASGIApp:
    """`app` with the visitor's address in its scope, read from the header of trusted proxies."""
    inner = app.app if isinstance(app, ProxyHeadersMiddleware) else app
    trusted = [name for network in settings().trusted_proxies for name in _spellings(network)]
    return ProxyHeadersMiddleware(inner, trusted_hosts=trusted)  # pyright: ignore


def _spellings(network: Network) -> tuple[str, ...]:
    """A network as it is and as a socket for both families names it: ::ffff:10.0.0.0/104."""
    if network.version == 6:
        return (str(network),)
    return str(network), f"::ffff:{network.network_address}/{96 + network.prefixlen}"


def _parsed(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host.partition("%")[0])  # "fe80::1%eth0"
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
