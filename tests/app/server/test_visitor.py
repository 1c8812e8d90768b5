import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tests.app.loops import run
from vitviz.app import settings as module
from vitviz.app.server import visitor


@pytest.fixture
def proxies(monkeypatch):
    """A function that sets the trusted proxies of this test."""

    def trust(named):
        monkeypatch.setenv("VITVIZ_TRUSTED_PROXIES", named)
        module.settings.cache_clear()

    yield trust
    monkeypatch.undo()
    module.settings.cache_clear()


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.168.1.7", "192.168.1.7"),
        ("::ffff:192.168.1.7", "192.168.1.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_is_counted_as_one_customers(host, counted):
    assert visitor.address({"type": "http", "client": (host, 4711)}) == counted


def test_without_a_known_peer_nobody_is_counted():
    assert visitor.address({"type": "http", "client": None}) == visitor.NOBODY


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "10.0.0.2", "10.0.4.9", "::ffff:10.0.0.2"])
def test_this_machine_and_trusted_proxies_stand_for_many(proxies, host):
    proxies("10.0.0.2, 10.0.4.0/24")
    assert visitor.stands_for_many(host)


@pytest.mark.parametrize("host", ["10.0.0.3", "192.168.1.7", "2001:db8::1"])
def test_everybody_else_stands_for_himself(proxies, host):
    proxies("10.0.0.2, 10.0.4.0/24")
    assert not visitor.stands_for_many(host)


def told(peer, *, around=lambda app: app):
    """The address of the visitor behind `peer`, who says to speak for 203.0.113.5."""
    found = []

    async def app(scope, receive, send):
        found.append(visitor.address(scope))

    headers = [(b"x-forwarded-for", b"198.51.100.9, 203.0.113.5")]
    scope = {"type": "http", "client": (peer, 1), "headers": headers, "scheme": "http"}
    run(visitor.trusting(around(app))(scope, None, None))
    return found[0]


@pytest.mark.parametrize("peer", ["10.0.0.2", "::ffff:10.0.0.2", "10.0.4.9"])
def test_a_trusted_proxy_is_believed_who_its_visitor_is(proxies, peer):
    proxies("10.0.0.2, 10.0.4.0/24")
    assert told(peer) == "203.0.113.5"


@pytest.mark.parametrize("peer", ["10.0.0.3", "127.0.0.1"])
def test_nobody_else_is(proxies, peer):
    proxies("10.0.0.2")
    assert told(peer) == peer


def test_what_uvicorn_would_believe_is_not_asked(proxies):
    proxies("")
    assert told("127.0.0.1", around=lambda app: ProxyHeadersMiddleware(app, "*")) == "127.0.0.1"
