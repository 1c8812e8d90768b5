import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from vitviz.app.compute.cache import Cache


def test_a_value_is_made_once():
    cache, made = Cache(100, len), []
    for _ in range(3):
        cache.get_or_make("a", lambda: made.append(1) or b"12")
    assert made == [1]
    assert cache.get("a") == b"12"


def test_what_is_not_there_is_none():
    assert Cache(100, len).get("a") is None


def test_the_least_recently_used_value_goes_first():
    cache = Cache(10, len)
    cache.get_or_make("a", lambda: b"aaaa")
    cache.get_or_make("b", lambda: b"bbbb")
    cache.get("a")
    cache.get_or_make("c", lambda: b"cccc")
    assert cache.get("b") is None
    assert cache.get("a") == b"aaaa"
    assert cache.nbytes == 8


def test_a_value_larger_than_the_limit_is_still_kept_until_the_next():
    cache = Cache(3, len)
    cache.get_or_make("a", lambda: b"aaaa")
    assert cache.get("a") == b"aaaa"
    cache.get_or_make("b", lambda: b"b")
    assert cache.get("a") is None


class Thing:
    """A value that may be in use elsewhere."""


def test_what_is_in_use_when_it_has_to_go_is_not_made_twice():
    cache = Cache(1, lambda _: 1)
    in_use = cache.get_or_make("a", Thing)
    cache.get_or_make("b", Thing)
    assert cache.held() == ["b"]
    assert cache.get_or_make("a", Thing) is in_use
    assert cache.held() == ["a"]
    assert cache.nbytes == 1


def test_what_nobody_uses_is_gone_once_it_has_to_go():
    cache, made = Cache(1, lambda _: 1), []
    for name in "aba":
        cache.get_or_make(name, lambda: made.append(1) or Thing())
    assert len(made) == 3


def test_many_who_ask_at_once_share_one_making():
    cache, made, gate = Cache(100, len), [], threading.Barrier(8)

    def make():
        made.append(1)
        time.sleep(0.05)
        return b"value"

    def ask(_):
        gate.wait()
        return cache.get_or_make("a", make)

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(ask, range(8)))
    assert values == [b"value"] * 8
    assert made == [1]


def test_an_error_reaches_everyone_who_waited_and_is_not_remembered():
    cache, gate = Cache(100, len), threading.Barrier(2)

    def fail():
        time.sleep(0.05)
        raise ValueError("no")

    def ask(_):
        gate.wait()
        with pytest.raises(ValueError, match="no"):
            cache.get_or_make("a", fail)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, range(2)))
    assert cache.get_or_make("a", lambda: b"yes") == b"yes"


def two_who_ask(cache, make):
    """Both ask while the first makes; what each got, or its error."""

    def ask(_):
        try:
            return cache.get_or_make("a", make)
        except BaseException as error:  # noqa: BLE001
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(ask, range(2)))


@pytest.mark.parametrize("part", ["size", "limit"])
def test_a_value_that_cannot_be_counted_leaves_nobody_waiting(part):
    def fail(*_):
        raise TypeError("no size")

    cache = Cache(100, fail) if part == "size" else Cache(fail, len)
    gate = threading.Event()

    def make():
        gate.wait(0.05)
        return b"value"

    found = two_who_ask(cache, make)
    assert [str(each) for each in found] == ["no size"] * 2
    assert cache.nbytes == 0


def test_one_who_waits_for_an_interrupted_maker_makes_the_value(monkeypatch):
    cache, makers, begun = Cache(100, len), [], threading.Event()

    def make():
        makers.append(1)
        if len(makers) == 1:
            begun.wait(10)
            raise KeyboardInterrupt
        return b"value"

    class Watched(dict):
        """Says when the second one has come to wait."""

        def setdefault(self, key, default):
            if key in self:
                begun.set()
            return super().setdefault(key, default)

    cache._making = Watched()
    found = two_who_ask(cache, make)
    assert b"value" in found
    assert any(isinstance(each, KeyboardInterrupt) for each in found)
    assert cache.get("a") == b"value"


def test_a_limit_may_be_known_only_when_the_first_value_comes():
    known = []
    cache = Cache(lambda: known[0], len)
    known.append(4)
    for name in "ab":
        cache.get_or_make(name, lambda: b"1234")
    assert cache.nbytes == 4
