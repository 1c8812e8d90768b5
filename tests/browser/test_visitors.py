"""A page that an earlier test left is a new visitor's, unless its browser was changed."""

import pytest

from tests.browser.visitors import IDLE, Visitors

KEPT = "() => [localStorage.length, sessionStorage.length, document.cookie]"


@pytest.fixture
def own(browser):
    """The visitors of this test alone; what waits in the end is closed."""
    before = set(browser.contexts)
    yield Visitors(browser)
    for context in set(browser.contexts) - before:
        context.close()


@pytest.fixture
def how(server):
    return {"base_url": server}


def used(visitor):
    """The visitor after a test that kept something, held back requests and was told of them."""
    visitor.page.goto("/readyz")
    visitor.page.evaluate("localStorage.a = sessionStorage.b = 1; document.cookie = 'c=1'")
    visitor.page.route("**/api/nothing", lambda route: route.abort())
    return visitor


def test_the_next_test_has_the_page_with_nothing_that_was_kept(own, how):
    first = used(own.come(fresh=False, **how))
    told = first.sent
    own.go(first, **how)
    told.clear()
    second = own.come(fresh=False, **how)
    assert second is first
    answer = second.page.goto("/healthz")
    assert answer is not None
    assert second.page.evaluate(KEPT) == [0, 0, ""]
    status = second.page.evaluate("fetch('/api/nothing').then((answer) => answer.status)")
    assert status == 404  # it is not held back any more
    assert told == []  # the first test hears of none of this
    assert second.sent


def test_who_must_be_fresh_or_asks_for_another_browser_gets_none_that_was_used(own, how):
    first = used(own.come(fresh=False, **how))
    own.go(first, **how)
    assert own.come(fresh=True, **how) is not first
    assert own.come(fresh=False, **how, locale="zh-CN") is not first
    assert own.come(fresh=False, **how) is first


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.add_init_script("window.a = 1"),
        lambda page: page.emulate_media(reduced_motion="reduce"),
        lambda page: page.context.grant_permissions(["clipboard-read"]),
        lambda page: page.context.new_cdp_session(page),
        lambda page: page.context.new_page(),
        lambda page: page.on("request", lambda request: None),
        lambda page: page.goto("data:text/html,elsewhere"),
        lambda page: page.close(),
    ],
    ids=["script", "media", "permission", "protocol", "second", "listener", "elsewhere", "closed"],
)
def test_a_page_whose_browser_was_changed_is_closed(own, how, change):
    first = used(own.come(fresh=False, **how))
    change(first.page)
    own.go(first, **how)
    assert first.page.is_closed()
    assert own.come(fresh=False, **how) is not first


def test_an_error_of_the_last_moment_is_still_its_tests(own, how):
    first = used(own.come(fresh=False, **how))
    told = first.complaints
    first.page.evaluate("setTimeout(() => console.error('late'))")
    own.go(first, **how)
    assert [said for said in told if said.startswith("late")]


def test_no_more_wait_than_are_worth_their_memory(own, how):
    each = [own.come(fresh=True, **how) for _ in range(IDLE + 1)]
    for visitor in each:
        own.go(used(visitor), **how)
    assert [visitor.page.is_closed() for visitor in each] == [True, *[False] * IDLE]
