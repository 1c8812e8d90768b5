import socket

import pytest

from vitviz.app import settings as module
from vitviz.app.server import origins
from vitviz.app.server.origins import known_host, may_come_from


@pytest.fixture(autouse=True)
def hosts(monkeypatch):
    """A function that sets the names of this test; none before."""

    def name(named):
        monkeypatch.setenv("VITVIZ_HOSTS", named)
        module.settings.cache_clear()
        origins._names.cache_clear()

    name("")
    yield name
    monkeypatch.undo()
    module.settings.cache_clear()
    origins._names.cache_clear()


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8501",
        "vit.localhost:8501",
        "127.0.0.1:8501",
        "192.168.1.7",
        "[::1]:80",
    ],
)
def test_this_machine_and_numeric_addresses_are_ours(host):
    assert known_host(host)


def test_so_is_the_machines_own_name():
    assert known_host(f"{socket.gethostname()}:8501")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost/..",
        "user@localhost",
        "localhost:8501,evil.example",
        "localhost:٨٥٠١",
        "[::1",
        "*",
        "localhost:8501 ",
        "a" * 60_000,
    ],
)
def test_any_other_name_is_not(host):
    assert not known_host(host)


@pytest.mark.parametrize("host", ["vit.example.edu", "VIT.example.edu.:443", "a.example.org"])
def test_the_names_of_the_setting_are(hosts, host):
    hosts("vit.example.edu, *.example.org")
    assert known_host(host)


@pytest.mark.parametrize("host", ["example.edu", "example.org", "a.example.org.evil.example"])
def test_and_none_beside_them(hosts, host):
    hosts("vit.example.edu, *.example.org")
    assert not known_host(host)


def test_every_name_can_be_ours(hosts):
    hosts("*")
    assert known_host("anything.example")


HOST = "localhost:8501"
ELSEWHERE = ["http://evil.example", "null", "", "http://localhost", "http://localhost:8502", HOST]


@pytest.mark.parametrize("origin", ["http://localhost:8501", "https://LOCALHOST:8501"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", None])
def test_a_page_of_ours_may_ask(origin, method):
    assert may_come_from(origin, HOST, method=method, site="same-origin")


@pytest.mark.parametrize("origin", ELSEWHERE)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", None])
def test_no_other_page_may(origin, method):
    assert not may_come_from(origin, HOST, method=method, site=None)


def test_who_only_reads_may_come_from_anywhere():
    assert may_come_from("http://evil.example", HOST, method="GET", site="cross-site")


def test_a_websocket_says_where_it_comes_from():
    assert not may_come_from(None, HOST, method=None, site=None)


def test_a_program_need_not_say_so_but_no_browser_gets_around_it():
    assert may_come_from(None, HOST, method="POST", site=None)
    assert not may_come_from(None, HOST, method="POST", site="cross-site")
