import threading

import pytest
from anyio import to_thread

from tests.app.loops import run
from vitviz.app.compute import visitors
from vitviz.app.compute.visitors import Visitor, acting_for, current

TOKEN = "0123456789abcdef0123456789abcdef"


def cookie(mask, token=TOKEN):
    """What Streamlit's cookie says of a token behind a mask of four bytes."""
    key = bytes.fromhex(mask)
    masked = bytes(byte ^ key[at % 4] for at, byte in enumerate(bytes.fromhex(token)))
    return f"_streamlit_xsrf=2|{mask}|{masked.hex()}|1790000000"


def test_a_browser_is_the_same_however_its_token_is_masked():
    found = {
        Visitor.of("10.0.0.7", f"a=b; {cookie(mask)}; c=d") for mask in ("00000000", "a1b2c3d4")
    }
    assert found == {Visitor("10.0.0.7", TOKEN)}


def test_two_browsers_at_one_address_are_two_visitors():
    first, second = (
        Visitor.of("10.0.0.7", cookie("00000000", token * 16)) for token in ("ab", "cd")
    )
    assert first != second


def test_the_token_is_streamlits_own():
    from streamlit.web.server.starlette import starlette_app_utils as streamlits

    written = streamlits.generate_xsrf_token_string(bytes.fromhex(TOKEN))
    assert Visitor.of("", f"_streamlit_xsrf={written}").browser == TOKEN


@pytest.mark.parametrize(
    "cookies",
    ["", "_streamlit_xsrf=", "_streamlit_xsrf=2|00|00|1", "other=2|00000000|" + TOKEN + "|1"],
)
def test_who_names_no_browser_is_his_address(cookies):
    assert Visitor.of("10.0.0.7", cookies) == Visitor("10.0.0.7")


def test_what_is_done_in_the_block_is_for_its_visitor_and_afterwards_not():
    with acting_for(Visitor("10.0.0.7")):
        within = current()
    assert (within, current()) == (Visitor("10.0.0.7"), Visitor())


def test_a_thread_that_is_given_the_work_works_for_the_same_visitor():
    async def work():
        with acting_for(Visitor("10.0.0.7")):
            return await to_thread.run_sync(visitors.current)

    assert run(work()) == Visitor("10.0.0.7")


def test_a_thread_of_its_own_works_for_nobody():
    found = []
    with acting_for(Visitor("10.0.0.7")):
        thread = threading.Thread(target=lambda: found.append(current()))
        thread.start()
        thread.join()
    assert found == [Visitor()]
