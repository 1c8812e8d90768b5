"""A long answer over ASGI, without a network: what is sent, and who stops the work."""

import asyncio
import json
import threading

import pytest

from tests.app.loops import run
from tests.app.server.lasting import Lasting
from vitviz.app.compute import analyses, jobs
from vitviz.app.compute.analyses import UnknownAnalysis
from vitviz.app.compute.cache import Cache
from vitviz.app.server.job_stream import MEDIA, streamed
from vitviz.errors import ModelError
from vitviz.text import words


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))


def two_steps():
    yield 0, 2
    yield 1, 2
    return b"\nbundle\n"


class Browser(Lasting):
    """One open response."""

    def __init__(self, name, work, language="en"):
        super().__init__()
        self.app = streamed(name, work, words(language))

    async def whole(self):
        await asyncio.wait_for(self.app({"type": "http"}, self.receive, self.send), 30)
        return b"".join(self.bodies())

    async def heard(self, done, total):
        """Wait until that step is told."""
        wanted = json.dumps({"done": done, "total": total, "ahead": 0}).encode() + b"\n"
        await self.until(lambda told: wanted in told)


def asked(name, work, language="en"):
    async def ask():
        browser = Browser(name, work, language)
        return browser.sent, await browser.whole()

    return run(ask())


def test_how_far_it_is_comes_in_lines_and_the_bundle_at_the_end():
    _, body = asked("whole", two_steps)
    lines, bundle = body.split(b'{"bundle": 8}\n')
    assert bundle == b"\nbundle\n"
    told = [json.loads(line) for line in lines.splitlines()]
    assert told  # steps that come faster than they are sent are told as one
    assert all(line.keys() == {"done", "total", "ahead"} for line in told)


def test_what_is_made_so_far_comes_before_the_bundle():
    def work():
        yield b"ha\nlf"
        yield b"more"
        return b"whole"

    _, body = asked("parts", work)
    assert body.endswith(b'{"part": 4}\nmore{"bundle": 5}\nwhole')


def test_the_first_line_comes_before_anything_is_done():
    begin = threading.Event()

    def work():
        begin.wait(30)
        yield 1, 2
        return b"made"

    async def visit():
        browser = Browser("first line", work)
        answer = asyncio.create_task(browser.whole())
        await browser.heard(0, 0)
        begin.set()
        await answer
        return browser.sent[1]["body"]

    assert json.loads(run(visit())) == {"done": 0, "total": 0, "ahead": 0}


def test_nobody_keeps_it_or_holds_it_back():
    sent, _ = asked("headers", two_steps)
    headers = dict(sent[0]["headers"])
    assert headers[b"cache-control"] == b"no-store"
    assert headers[b"x-accel-buffering"] == b"no"
    assert headers[b"content-encoding"] == b"identity"
    assert headers[b"content-type"] == MEDIA.encode()


def test_it_ends_with_an_empty_part():
    sent, _ = asked("ends", two_steps)
    assert [message.get("more_body") for message in sent[1:]] == [True] * (len(sent) - 2) + [False]


def failing(error):
    def work():
        yield 0, 1
        raise error

    return work


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "classifier of this model"), ("zh", "分类器")]
)
def test_a_failure_is_a_sentence_in_the_visitors_language(language, expected):
    _, body = asked("fails", failing(ModelError("no_lens", name="x")), language)
    assert expected in json.loads(body.splitlines()[-1])["error"]


def test_of_a_gated_model_the_copy_without_a_gate_is_named_beside_the_sentence():
    _, body = asked("gated", failing(ModelError("hub_gated", name="x", copy="open_x")))
    last = json.loads(body.splitlines()[-1])
    assert last["copy"] == "open_x"
    assert "open_x" in last["error"]
    _, body = asked("shut", failing(ModelError("hub_gated", name="x", copy="")))
    assert "copy" not in json.loads(body.splitlines()[-1])


def test_a_mistake_of_ours_is_a_sentence_too_and_goes_into_the_log(caplog):
    _, body = asked("mistake", failing(KeyError("secret")))
    last = json.loads(body.splitlines()[-1])
    assert "our side" in last["error"]
    assert "a job failed" in caplog.text


def test_an_analysis_that_is_gone_is_told_apart():
    _, body = asked("gone", failing(UnknownAnalysis("0")))
    assert json.loads(body.splitlines()[-1]) == {"gone": True}


def test_one_job_too_many_is_told_its_sentence(monkeypatch):
    monkeypatch.setattr(jobs, "MOST", 0)
    _, body = asked("many", two_steps)
    assert "waiting" in json.loads(body)["error"]


def test_a_kept_bundle_comes_at_once():
    asked("kept", two_steps)
    _, body = asked("kept", failing(KeyError("made again")))
    assert body == b'{"bundle": 8}\n\nbundle\n'


def test_a_closed_connection_stops_the_work_and_another_that_is_open_does_not_notice():
    permits, ended = threading.Semaphore(0), threading.Event()

    def work():
        try:
            for done in range(3):
                yield done, 3
                permits.acquire()
            return b"made"
        finally:
            ended.set()

    async def visits():
        one, other = Browser("shared", work), Browser("shared", work)
        answers = [asyncio.create_task(each.whole()) for each in (one, other)]
        await one.heard(0, 3)
        await other.heard(0, 3)
        one.gone.set()
        await answers[0]
        permits.release()
        await other.heard(1, 3)  # it goes on
        stopped_early = ended.is_set()
        other.gone.set()
        await answers[1]
        permits.release(2)
        return stopped_early

    assert run(visits()) is False
    assert ended.wait(30)
    assert analyses.cached_blob("shared") is None
