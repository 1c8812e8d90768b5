import ctypes
import platform
from types import SimpleNamespace

import pytest

from vitviz.app.compute import heap


@pytest.fixture(autouse=True)
def anew():
    heap._trim.cache_clear()
    yield
    heap._trim.cache_clear()


def test_freed_blocks_are_trimmed_to_the_last_byte(monkeypatch):
    asked = []
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(malloc_trim=asked.append))
    heap.give_back()
    assert asked == [0]


def test_without_glibc_there_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    heap.give_back()
    assert heap._trim() is None


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no glibc here")
def test_with_glibc_it_is_found():
    assert heap._trim() is not None
