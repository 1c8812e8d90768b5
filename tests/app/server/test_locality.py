import pytest
from starlette.requests import Request

from vitviz.app.server.locality import is_local

HERE = "localhost:8501"


def local(host=HERE, client="127.0.0.1", **headers):
    sent = {"host": host, **{name.lower().replace("_", "-"): it for name, it in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": raw,
        "client": (client, 1234) if client else None,
        "server": ("127.0.0.1", 8501),
        "scheme": "http",
    }
    return is_local(Request(scope))


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "[::1]:8501", HERE, "127.0.0.1"])
@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_whoever_sits_at_the_machine_is_known_by_every_name_of_it(host, client):
    assert local(host, client)


@pytest.mark.parametrize(
    "client", ["192.168.1.20", "8.8.8.8", "::ffff:8.8.8.8", "fe80::1", "testclient", ""]
)
def test_another_machine_is_another(client):
    assert not local(client=client)


@pytest.mark.parametrize("host", ["192.168.1.20:8501", "vit.example.edu"])
def test_a_name_that_others_use_may_lead_others_here(host):
    assert not local(host)


@pytest.mark.parametrize(
    "name", ["X_Forwarded_For", "X_Forwarded_Proto", "Forwarded", "X_Real_IP", "Via"]
)
def test_what_a_proxy_passed_on_comes_from_elsewhere(name):
    assert not local(**{name: "127.0.0.1"})
