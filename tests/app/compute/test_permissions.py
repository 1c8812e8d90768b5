import pytest
import streamlit as st

from vitviz.app.compute import permissions
from vitviz.app.settings import Settings


def allowed(monkeypatch, address, **given):
    monkeypatch.setattr(permissions, "settings", lambda: Settings(**given))
    monkeypatch.setattr(st, "get_option", {"server.address": address}.get)
    return permissions.allowed()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_where_only_this_machine_comes_any_model_may_be_opened(monkeypatch, address):
    assert allowed(monkeypatch, address) == "any"


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "192.168.1.20", "vit.example.edu"])
def test_a_server_that_others_reach_opens_what_is_bundled(monkeypatch, address):
    assert allowed(monkeypatch, address) == "bundled"


@pytest.mark.parametrize(
    "given", [{"hosts": ("vit.example.edu",)}, {"trusted_proxies": ("10.0.0.2",)}]
)
def test_a_server_behind_a_proxy_is_for_others_too(monkeypatch, given):
    assert allowed(monkeypatch, "127.0.0.1", **given) == "bundled"


@pytest.mark.parametrize("said", ["bundled", "cached", "any"])
def test_what_the_operator_says_holds_everywhere(monkeypatch, said):
    for address in ("127.0.0.1", "0.0.0.0"):
        assert allowed(monkeypatch, address, models=said) == said
