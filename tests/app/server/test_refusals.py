import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from vitviz.app.server.refusals import PAGES, OwnRefusals, page
from vitviz.text import words


def broken(_):
    raise RuntimeError("unforeseen")


ROUTES = [
    Route("/", lambda _: HTMLResponse("the app")),
    Route("/api/wrong", lambda _: JSONResponse({"error": "why"}, 400)),
    Route("/api/missing", lambda _: Response(status_code=404)),
    Route("/api/broken", broken),
    Route("/broken", broken),
    Route("/static/app.js", lambda _: PlainTextResponse("code")),
    Route("/bad", lambda _: PlainTextResponse("Bad Request", 400)),
    # as Streamlit does with every address
    Route("/{path:path}", lambda _: HTMLResponse("the app"), methods=["GET", "HEAD", "POST"]),
]


@pytest.fixture(scope="module")
def client():
    app = Starlette(routes=ROUTES, middleware=[Middleware(OwnRefusals)])
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("address", sorted(PAGES))
def test_the_pages_are_passed_on(client, address):
    assert client.get(address).text == "the app"


@pytest.mark.parametrize("address", ["/nothing", "/explore", "/explain/more", "/bad"])
def test_an_unknown_address_is_a_404_with_our_own_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text
    assert 'href="/"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "accepted", "said"),
    [
        ("/nothing", "zh-CN,zh;q=0.9", "这个地址没有页面"),
        ("/nothing?lang=zh", "en", "这个地址没有页面"),
        ("/nothing?lang=en", "zh", "There is no page"),
        ("/nothing?lang=xx", "", "There is no page"),
    ],
)
def test_it_speaks_the_visitors_language(client, address, accepted, said):
    assert said in client.get(address, headers={"accept-language": accepted}).text


@pytest.mark.parametrize(
    "address",
    ["/api/nothing", "/api/missing", "/static/nothing.js", "/media/x", "/frontend/0/x.js"],
)
def test_what_scripts_ask_for_is_never_a_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.content == b""


def test_an_answer_of_our_own_routes_stays(client):
    answer = client.get("/api/wrong")
    assert answer.status_code == 400
    assert answer.json() == {"error": "why"}


def test_what_is_found_stays(client):
    assert client.get("/static/app.js").text == "code"


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_no_method_makes_a_page_of_an_unknown_address(client, method):
    assert client.request(method, "/nothing").status_code == 404


def test_a_failure_is_said_in_a_sentence_and_logged_short(client, caplog):
    answer = client.get("/broken", params={"x": "y" * 1_000})
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "unforeseen" not in answer.text
    (record,) = caplog.records
    assert record.getMessage() == "no answer to '/broken': RuntimeError('unforeseen')"


def test_a_failure_of_what_scripts_ask_for_is_a_status(client):
    answer = client.get("/api/broken")
    assert (answer.status_code, answer.content) == (500, b"")


@pytest.mark.parametrize("status", [403, 404, 414, 500, 503])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_refusal_has_its_sentence(status, language):
    found = page(words(language), status)
    assert f'lang="{language}"' in found
    assert "None" not in found
