import threading

from tests.app.compute.stepped import Listener, until
from vitviz.app.compute import jobs


def test_what_is_made_so_far_is_told_and_kept_for_who_comes_later():
    go_on = threading.Semaphore(0)

    def work():
        yield 0, 2
        yield b"half"
        go_on.acquire()
        yield 1, 2
        return b"whole"

    first = Listener("parts", work)
    until(lambda: jobs.Part(b"half") in first.events)
    second = Listener("parts", work)
    assert second.events == [jobs.Progress(0, 2, 0), jobs.Part(b"half")]
    go_on.release()
    assert first.end() == second.end() == b"whole"
