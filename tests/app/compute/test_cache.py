import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from vitviz.app.compute.cache import Cache


def test_a_value_is_made_once():
    shelf, made = Cache(100, len), []
    for _ in range(3):
        shelf.get_or_make("a", lambda: made.append(1) or b"12")
    assert made == [1]
    assert shelf.get("a") == b"12"


def test_what_is_not_there_is_none():
    assert Cache(100, len).get("a") is None


def test_the_least_recently_used_value_goes_first():
    shelf = Cache(10, len)
    shelf.get_or_make("a", lambda: b"aaaa")
    shelf.get_or_make("b", lambda: b"bbbb")
    shelf.get("a")
    shelf.get_or_make("c", lambda: b"cccc")
    assert shelf.get("b") is None
    assert shelf.get("a") == b"aaaa"
    assert shelf.nbytes == 8


def test_a_value_larger_than_the_limit_is_still_kept_until_the_next():
    shelf = Cache(3, len)
    shelf.get_or_make("a", lambda: b"aaaa")
    assert shelf.get("a") == b"aaaa"
    shelf.get_or_make("b", lambda: b"b")
    assert shelf.get("a") is None


def test_many_who_ask_at_once_share_one_making():
    shelf, made, gate = Cache(100, len), [], threading.Barrier(8)

    def make():
        made.append(1)
        time.sleep(0.05)
        return b"value"

    def ask(_):
        gate.wait()
        return shelf.get_or_make("a", make)

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(ask, range(8)))
    assert values == [b"value"] * 8
    assert made == [1]


def test_an_error_reaches_everyone_who_waited_and_is_not_remembered():
    shelf, gate = Cache(100, len), threading.Barrier(2)

    def fail():
        time.sleep(0.05)
        raise ValueError("no")

    def ask(_):
        gate.wait()
        with pytest.raises(ValueError, match="no"):
            shelf.get_or_make("a", fail)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, range(2)))
    assert shelf.get_or_make("a", lambda: b"yes") == b"yes"
