import pytest

from vitviz.core.models.download_bar import Bar, Stopped


def bar(told, stopped):
    class Telling(Bar):
        tell = staticmethod(lambda done, total: told.append((done, total)))
        stop = staticmethod(lambda: stopped)

    return Telling


def test_bytes_that_come_are_counted_from_those_that_were_there():
    told = []
    with bar(told, False)(total=10, initial=4, desc="name") as each:
        each.update(3)
        each.update(None)
        each.refresh()
        each.set_description("name")
    assert told == [(7, 10), (7, 10)]


def test_a_download_that_nobody_wants_ends_at_the_next_bytes():
    with pytest.raises(Stopped):
        bar([], True)(total=10).update(1)
