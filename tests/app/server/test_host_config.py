from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.web.server.starlette.starlette_routes import create_host_config_routes

from vitviz.app.server.host_config import ADDRESS, CONFIG, HostConfig


def asked(address, *, middleware):
    routes = [*create_host_config_routes(""), Route("/", lambda _: PlainTextResponse("hello"))]
    app = Starlette(routes=routes, middleware=middleware)
    with TestClient(app) as client:
        return client.get(address)


def test_streamlits_page_opens_no_dialogue_of_its_own():
    assert asked(ADDRESS, middleware=[Middleware(HostConfig)]).json()["blockErrorDialogs"] is True


def test_all_else_is_told_as_streamlit_tells_it():
    theirs = asked(ADDRESS, middleware=[]).json()
    assert theirs | {"blockErrorDialogs": True} == CONFIG


def test_every_other_address_is_the_apps():
    assert asked("/", middleware=[Middleware(HostConfig)]).text == "hello"
