"""A class and its teacher over the API, and the answers that last, over ASGI without a network."""

import json
from contextlib import ExitStack, contextmanager

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.app.loops import run
from tests.app.server.lasting import Lasting, asked
from tests.app.server.served import connect, request, serving, told
from vitviz.app.compute import rooms, startup
from vitviz.app.server import lecture
from vitviz.app.server.acting import ForVisitor
from vitviz.app.server.guard import Guard
from vitviz.app.server.routes import ROUTES
from vitviz.app.settings import Settings

OURS = {"X-Vitviz": "1"}
MEMORY = {"held": {"all": 5}, "most": {"photos": 4, "blobs": 5, "process": 20}}
KEY = "sixteen letters!"
APP = Starlette(routes=ROUTES, middleware=[Middleware(Guard), Middleware(ForVisitor)])


@pytest.fixture(autouse=True)
def none_open(monkeypatch):
    rooms.close()
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("models", 1.0))
    yield
    rooms.close()


@contextmanager
def at(host, client):
    with TestClient(APP, base_url=f"http://{host}:8501", client=(client, 1234)) as found:
        found.headers.update(OURS)
        yield found


@pytest.fixture
def teacher():
    with at("localhost", "127.0.0.1") as found:
        yield found


@pytest.fixture
def student():
    with at("192.168.1.20", "192.168.1.7") as found:
        yield found


@pytest.fixture
def room(teacher):
    return teacher.post("/api/lecture", json={}).json()["room"]


def answer(client, room, step="shuffle", choice="vit"):
    return client.post(f"/api/lecture/{room}/answer", json={"step": step, "choice": choice})


def test_answers_are_counted_and_whether_they_were_revealed_is_said(teacher, student, room):
    assert answer(student, room).json() == {"revealed": False}
    assert rooms.room(room).bars("shuffle") == {"vit": 1}
    teacher.post(f"/api/lecture/{room}/reveal", json={"step": "shuffle"})
    assert answer(student, room, choice="cnn").json() == {"revealed": True}
    assert rooms.room(room).bars("shuffle") == {"cnn": 1}


def test_nobody_keeps_what_a_room_says(teacher, student, room):
    assert answer(student, room).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["", "/ROOM", "/ROOM/reveal", "/ROOM/lead"])
def test_a_student_opens_reveals_and_leads_nothing(student, room, path):
    path = path.replace("ROOM", room)
    refused = student.post(f"/api/lecture{path}", json={"step": "shuffle"})
    assert (refused.status_code, refused.content) == (403, b"")
    assert rooms.room(room).of_class() == {"at": "", "revealed": {}}


def test_a_student_is_told_of_no_bars(student, room):
    assert student.get(f"/api/lecture/{room}/teacher").status_code == 403


@pytest.mark.parametrize(
    ("key", "given", "status"),
    [(KEY, KEY, 200), (KEY, "another", 403), (KEY, "", 403), (None, "", 403), (None, "None", 403)],
)
def test_a_teacher_elsewhere_has_the_servers_key(student, monkeypatch, key, given, status):
    monkeypatch.setattr(lecture, "settings", lambda: Settings(teacher_key=key))
    assert student.post("/api/lecture", json={}, headers={lecture.KEY: given}).status_code == status


def test_a_teacher_behind_a_proxy_needs_the_key_too(teacher):
    refused = teacher.post("/api/lecture", json={}, headers={"X-Forwarded-For": "127.0.0.1"})
    assert refused.status_code == 403


@pytest.mark.parametrize("headers", [{"X-Vitviz": "0"}, {"Origin": "http://elsewhere.example"}])
def test_another_sites_page_opens_nothing_and_answers_nothing(teacher, room, headers):
    assert teacher.post("/api/lecture", json={}, headers=headers).status_code in (400, 403)
    body = {"step": "shuffle", "choice": "vit"}
    refused = teacher.post(f"/api/lecture/{room}/answer", json=body, headers=headers)
    assert refused.status_code in (400, 403)
    assert rooms.room(room).bars("shuffle") == {}


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"shuffle",
        b'{"step": "shuffle"}',
        b'{"step": "shuffle", "choice": ""}',
        b'{"step": "shuffle", "choice": "<b>"}',
        b'{"step": "Shuffle", "choice": "vit"}',
        b'{"step": "no-step", "choice": "vit"}',
        b'{"step": "shuffle", "choice": 1}',
        b'{"step": "shuffle", "choice": "vit\\n"}',
        b'{"step": "shuffle", "choice": "' + 41 * b"a" + b'"}',
        b'{"step": "shuffle", "choice": "vit"}' + 512 * b" ",
    ],
)
def test_what_is_no_answer_is_refused(student, room, body):
    assert student.post(f"/api/lecture/{room}/answer", content=body).status_code == 400
    assert rooms.room(room).of_teacher()["steps"] == {}


@pytest.mark.parametrize("path", ["", "/teacher"])
def test_a_room_that_is_not_here_is_missing(teacher, path):
    assert teacher.get(f"/api/lecture/23456789{path}").status_code == 404
    assert answer(teacher, "23456789").status_code == 404


def test_a_full_room_says_so(student, room, monkeypatch):
    monkeypatch.setattr(rooms, "PEOPLE", 0)
    assert answer(student, room).status_code == 503


def test_a_teacher_opens_a_room_again_by_its_code_and_by_no_other_text(teacher, room):
    rooms.close()
    assert teacher.post(f"/api/lecture/{room}", json={}).json()["room"] == room
    assert rooms.room(room).code == room
    for text in ("short", "23456789a", "2345678O", "2345678%0A"):
        assert teacher.post(f"/api/lecture/{text}", json={}).status_code == 404


class Page(Lasting):
    """One answer that lasts: its status and lines."""

    def newest(self):
        """The last line that came, or None."""
        lines = [body for body in self.bodies() if body]
        return json.loads(lines[-1]) if lines else None

    async def once(self, fits):
        """The newest line, once one fits."""
        await self.until(lambda _: (line := self.newest()) is not None and fits(line))
        return self.newest()


def open_page(path, host="192.168.1.20", client="192.168.1.7"):
    return asked(
        APP,
        Page(),
        f"/api/lecture/{path}",
        headers=[(b"host", f"{host}:8501".encode())],
        client=(client, 1234),
        server=(host, 8501),
        scheme="http",
    )


def test_the_class_hears_where_it_is_and_what_was_revealed():
    async def hear():
        room = rooms.opened()
        async with open_page(room.code) as page:
            assert await page.once(bool) == {"at": "", "revealed": {}}
            room.lead_to("shuffle")
            await page.once(lambda line: line["at"] == "shuffle")
            room.reveal("shuffle")
            return await page.once(lambda line: line["revealed"])

    assert run(hear())["revealed"] == {"shuffle": {}}


def test_the_class_is_to_ask_anew_once_its_teacher_has_left():
    async def hear():
        room = rooms.opened()
        async with open_page(room.code) as page:
            async with open_page(f"{room.code}/teacher", "localhost", "127.0.0.1") as teacher:
                await teacher.once(lambda line: line["here"] == 1)
                assert page.sent[-1]["more_body"]
            await page.until(lambda _: not page.sent[-1].get("more_body"))

    run(hear())


def test_the_teacher_hears_who_is_here_each_answer_and_the_servers_figures():
    async def hear():
        room = rooms.opened()
        async with open_page(f"{room.code}/teacher", "localhost", "127.0.0.1") as page:
            async with open_page(room.code):
                await page.once(lambda line: line["here"] == 1)
                room.answer(rooms.Visitor("192.168.1.7"), "shuffle", "vit")
                line = await page.once(lambda line: line["steps"])
            await page.once(lambda line: line["here"] == 0)
            return line

    line = run(hear())
    assert line["steps"] == {"shuffle": {"bars": {"vit": 1}, "revealed": False}}
    assert line["server"] == {"passes": 0, "jobs": 0}


def test_a_teacher_is_told_where_phones_reach_the_server_as_that_changes(monkeypatch):
    monkeypatch.setattr(lecture, "FIGURES_EVERY", 0.0)
    found = iter([[]])
    hosts = lambda asked: next(found, [f"192.168.1.20 for {asked}"])  # noqa: E731
    monkeypatch.setattr(lecture.share, "all_reached_at", hosts)
    monkeypatch.setattr(lecture.share, "is_open", lambda: True)

    async def hear():
        room = rooms.opened()
        async with open_page(f"{room.code}/teacher", "localhost", "127.0.0.1") as page:
            return [await page.once(lambda _: True), await page.once(lambda line: line["hosts"])]

    before, after = run(hear())
    assert (before["hosts"], before["open"]) == ([], True)
    assert after["hosts"] == ["192.168.1.20 for localhost:8501"]


def test_the_figures_of_a_server_that_is_ready_say_what_its_caches_hold_and_may(monkeypatch):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))
    monkeypatch.setattr(lecture, "held", lambda: MEMORY)
    assert lecture.figures() == {"passes": 0, "jobs": 0, "held": 5, "most": 9}


def test_the_figures_come_again_without_any_answer(monkeypatch):
    monkeypatch.setattr(lecture, "FIGURES_EVERY", 0.0)
    found = iter(range(1000))
    monkeypatch.setattr(lecture, "figures", lambda: {"passes": next(found)})

    async def hear():
        room = rooms.opened()
        async with open_page(f"{room.code}/teacher", "localhost", "127.0.0.1") as page:
            return await page.once(lambda line: line["server"]["passes"] > 0)

    assert run(hear())["here"] == 0


def test_a_server_that_ends_does_not_wait_for_who_listens():
    room = rooms.opened()
    with ExitStack() as open_until_then:
        with serving(APP, force=False) as port:
            connection = open_until_then.enter_context(connect(port))
            connection.sendall(request(f"/api/lecture/{room.code}"))
            assert b"200 OK" in connection.recv(65_536)
        assert (room.closed, room.here) == (True, 0)
        assert told(connection).endswith(b"0\r\n\r\n")  # the answer was ended
