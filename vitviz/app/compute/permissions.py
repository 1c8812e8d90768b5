"""What a visitor may open: the bundled models, those in the cache, or any that timm can fetch."""

import ipaddress
from contextlib import suppress
from typing import Literal

import streamlit as st

from vitviz.app.settings import settings

Allowed = Literal["bundled", "cached", "any"]


def allowed() -> Allowed:
    """What VITVIZ_MODELS says; without it "any" where this machine alone reaches the server.

    A server for others (a lecture, a public address, names that it answers to, proxies before it)
    opens what is bundled: nobody should fill its disk and memory unless its operator says so.
    """
    found = settings()
    if found.models is not None:
        return found.models
    for_others = bool(found.lecture or found.hosts or found.trusted_proxies)
    address = str(st.get_option("server.address") or "")
    return "any" if _is_loopback(address) and not for_others else "bundled"


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(address).is_loopback
    return False  # without an address Streamlit listens on all of them
