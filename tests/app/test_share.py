import socket
from xml.etree import ElementTree

import pytest

from vitviz.app import share


@pytest.fixture
def bound(monkeypatch):
    """A function that says which address the server is bound to; no interface but the ways'."""
    monkeypatch.setattr(share, "_of_interfaces", lambda: iter(()))

    def bind(address):
        monkeypatch.setattr(
            share.st, "get_option", {"server.address": address, "server.port": 8501}.get
        )

    return bind


class Way:
    """A socket of a machine whose own address on every way is `own`, "" for no way at all."""

    def __init__(self, own):
        self.own = own

    def __call__(self, *_):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def connect(self, _):
        if not self.own:
            raise OSError("no way")

    def getsockname(self):
        return (self.own, 1)


def test_a_link_is_drawn_black_on_white_with_four_modules_of_margin():
    drawn = ElementTree.fromstring(share.qr("http://10.0.0.7:8501/?photo=koala"))
    paper, ink = drawn
    width = int(drawn.attrib["viewBox"].split()[2])
    assert paper.attrib["d"] == f"M0 0h{width}v{width}h-{width}z"
    assert (paper.attrib["fill"], ink.attrib["stroke"]) == ("#fff", "#000")
    assert ink.attrib["d"].startswith("M4 4.5h7")  # the corner that readers look for


@pytest.mark.parametrize(
    "text", ["", "ftp://x/", "javascript:alert(1)", "http://x/?" + "a" * share.LONGEST]
)
def test_what_is_no_link_or_too_long_to_be_read_is_refused(text):
    with pytest.raises(ValueError, match="no http link"):
        share.qr(text)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::"])
def test_a_server_on_every_address_is_reached_at_the_machines_own(bound, monkeypatch, address):
    bound(address)
    monkeypatch.setattr(socket, "socket", Way("192.168.1.20"))
    assert share.reached_at("localhost:8501") == "192.168.1.20:8501"


@pytest.mark.parametrize("own", ["", "127.0.0.1"])
def test_a_machine_without_a_network_is_reached_by_nobody_else(bound, monkeypatch, own):
    bound("0.0.0.0")
    monkeypatch.setattr(socket, "socket", Way(own))
    assert share.reached_at("127.0.0.1:8501") == ""


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_a_server_for_this_machine_alone_is_reached_by_nobody_else(bound, address):
    bound(address)
    assert share.reached_at("127.0.0.1:8501") == ""


def test_a_server_on_one_address_is_reached_there(bound):
    bound("10.1.2.3")
    assert share.reached_at("127.0.0.1:9000") == "10.1.2.3:8501"


@pytest.mark.parametrize("asked", ["vitviz.example.org", "192.168.1.20:8501", "", "a:b:c"])
def test_who_came_by_an_address_for_all_is_told_no_other(bound, monkeypatch, asked):
    bound("0.0.0.0")
    monkeypatch.setattr(socket, "socket", Way("192.168.1.20"))
    assert share.reached_at(asked) == ""


@pytest.mark.parametrize("asked", ["app.localhost:8501", "0.0.0.0:8501", "[::1]:8501", "127.0.0.2"])
def test_every_name_of_this_very_computer_counts(bound, asked):
    bound("10.1.2.3")
    assert share.reached_at(asked) == "10.1.2.3:8501"


def test_a_machine_in_several_networks_names_an_address_in_each_once(bound, monkeypatch):
    bound("0.0.0.0")
    monkeypatch.setattr(socket, "socket", Way("192.168.1.20"))
    others = ("127.0.0.1", "192.168.1.20", "10.42.0.1", "169.254.7.7")  # the last it gave itself
    monkeypatch.setattr(share, "_of_interfaces", lambda: iter(others))
    assert share.all_reached_at("localhost:8501") == ["192.168.1.20:8501", "10.42.0.1:8501"]
    assert share.all_reached_at("192.168.1.20:8501") == []


def test_the_interfaces_of_this_machine_are_asked():
    assert "127.0.0.1" in share._of_interfaces()


@pytest.mark.parametrize(
    ("address", "is_open"),
    [("", True), ("0.0.0.0", True), ("::", True), ("10.1.2.3", True), ("127.0.0.1", False)],
)
def test_a_server_is_open_to_others_where_it_listens_to_them(bound, address, is_open):
    bound(address)
    assert share.is_open() is is_open
