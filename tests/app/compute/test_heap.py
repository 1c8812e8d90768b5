import ctypes
import platform
from types import SimpleNamespace

import pytest
from PIL import Image

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


def test_pillow_keeps_so_many_blocks_for_the_next_picture():
    before = Image.core.get_blocks_max()
    try:
        heap.keep_blocks(3)
        for _ in range(2):
            Image.new("RGB", (2000, 2000))
        reused = Image.core.get_stats()["reused_blocks"]
        Image.new("RGB", (2000, 2000))
        assert Image.core.get_stats()["reused_blocks"] == reused + 1
    finally:
        heap.keep_blocks(before)
