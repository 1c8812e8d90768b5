import asyncio

from tests.app.loops import run
from tests.app.server.lasting import Lasting
from vitviz.app.server.lasting import lines


def test_each_line_is_sent_when_it_is_said_and_the_answer_ends_with_the_last():
    async def tell(say):
        await say({"a": 1})
        await say({"b": "ä"})

    async def hear():
        page = Lasting()
        await lines(tell)({}, page.receive, page.send)
        return page

    page = run(hear())
    assert page.bodies() == [b'{"a": 1}\n', b'{"b": "\\u00e4"}\n', b""]
    assert [message.get("more_body") for message in page.sent[1:]] == [True, True, False]
    assert dict(page.sent[0]["headers"])[b"cache-control"] == b"no-store"


def test_whoever_closes_it_ends_what_tells():
    ended = []

    async def tell(say):
        await say({})
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def leave():
        page = Lasting()
        task = asyncio.create_task(lines(tell)({}, page.receive, page.send))
        await page.until(bool)
        page.gone.set()
        await asyncio.wait_for(task, 30)

    run(leave())
    assert ended == [True]
