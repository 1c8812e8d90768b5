import pytest

from tests.app.loops import run
from vitviz.app.compute.visitors import Visitor, current
from vitviz.app.server.acting import ForVisitor

COOKIE = b"_streamlit_xsrf=2|00000000|" + b"ab" * 16 + b"|1"


def seen(kind, *headers):
    """For whom an app is asked, and with which headers, by one who sends these."""
    found = []

    async def app(scope, receive, send):
        found.append((current(), scope["headers"]))

    scope = {"type": kind, "client": ("10.0.0.7", 1), "headers": list(headers)}
    run(ForVisitor(app)(scope, None, None))
    return found[0]


def test_a_request_is_answered_for_its_address():
    assert seen("http")[0] == Visitor("10.0.0.7")


def test_and_for_its_browser_where_it_names_one():
    assert seen("http", (b"cookie", COOKIE))[0] == Visitor("10.0.0.7", "ab" * 16)


def test_afterwards_nobody_is_acted_for():
    seen("http")
    assert current() == Visitor()


@pytest.mark.parametrize("sent", [[], [(b"x-vitviz-address", b"10.9.9.9")]])
def test_a_websocket_bears_the_servers_word_for_the_address_and_no_other(sent):
    _, headers = seen("websocket", (b"cookie", COOKIE), *sent)
    assert headers == [(b"cookie", COOKIE), (b"x-vitviz-address", b"10.0.0.7")]


def test_what_is_no_request_goes_by():
    assert seen("lifespan")[1] == []
