"""The wait for the models as a page follows it, over ASGI without a network."""

import json
import threading
from contextlib import AsyncExitStack

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.app.loops import run
from tests.app.server.lasting import Lasting, asked
from vitviz.app.compute import analyses, expected
from vitviz.app.compute.photo_queue import OF_A_KIND, PhotoQueue
from vitviz.app.server.in_line import IN_LINE
from vitviz.errors import ImageError
from vitviz.text import words
from vitviz.text.messages import sentence

APP = Starlette(routes=IN_LINE)
OURS = {"X-Vitviz": "1"}
PHOTO = "up-" + 32 * "a"


@pytest.fixture
def gate(monkeypatch):
    """Lets one photo go on at each release; the queue holds names that are all of one kind."""
    permits = threading.Semaphore(0)

    def work(names):
        permits.acquire()
        return [ImageError("damaged") if name == "bad" else name for name in names]

    queue = PhotoQueue(work, lambda _: "one")
    waiting_for = lambda key, moved: queue.listening(key, key, moved)  # noqa: E731
    monkeypatch.setattr(analyses, "waiting_for", waiting_for)
    monkeypatch.setattr(analyses, "require_known", lambda _: None)
    yield permits
    for _ in range(20):
        permits.release()


def follow(key, language="en"):
    headers = [(b"x-vitviz-language", language.encode())]
    return asked(APP, Lasting(), f"/api/in_line/{key}", headers=headers)


def newest(bodies):
    said = [body for body in bodies if body]
    return json.loads(said[-1]) if said else {}


def says(text):
    return lambda bodies: text in newest(bodies).get("line", "")


async def begun(stack, *keys):
    for key in keys:
        page = await stack(follow(key))
        await page.until(says("The model has your photo"))


@pytest.mark.parametrize(
    ("key", "language", "place", "last"),
    [
        ("good", "en", "Your photo is number 1 in line", {"there": True}),
        ("good", "zh", "1", {"there": True}),
        (
            "bad",
            "en",
            "Your photo is number 1 in line",
            {"error": sentence(words("en"), ImageError("damaged"))},
        ),
    ],
)
def test_the_place_is_told_as_it_changes_and_then_that_it_is_there_or_why_not(
    gate, key, language, place, last
):
    async def hear():
        async with AsyncExitStack() as stack:
            await begun(stack.enter_async_context, *(f"b{at}" for at in range(OF_A_KIND)))
            page = await stack.enter_async_context(follow(key, language))
            await page.until(says(place))
            for _ in range(OF_A_KIND + 1):
                gate.release()
            await page.until(lambda bodies: bodies[-1:] == [b""])
            return newest(page.bodies())

    assert run(hear()) == last


def test_an_analysis_that_nobody_asked_for_is_missing():
    with TestClient(APP) as client:
        assert client.get(f"/api/in_line/{32 * '0'}").status_code == 404


def test_a_tab_says_that_it_brings_its_photo_again():
    with TestClient(APP, headers=OURS) as client:
        assert client.post("/api/in_line", json={"photo": PHOTO}).status_code == 204
    assert expected.taken(PHOTO)
    assert not expected.taken(PHOTO)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"photo": "koala"}', b"{" + 200 * b" " + b"}"])
def test_what_is_no_photos_name_is_refused(body):
    with TestClient(APP, headers=OURS) as client:
        assert client.post("/api/in_line", content=body).status_code == 400


def test_another_sites_page_announces_nothing():
    with TestClient(APP) as client:
        assert client.post("/api/in_line", json={"photo": PHOTO}).status_code == 400
    assert not expected.taken(PHOTO)
