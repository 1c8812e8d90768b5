"""How many cores work on a pass: all on one alone, and each on its own where several go together.

Two threads on one pass wait for each other at every product, by spinning: where clients, photos and
pages want the cores too, they burn more than they compute. Passes side by side wait for nothing.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from typing import TypeVar

T = TypeVar("T")


@cache
def cores() -> int:
    """How many threads torch gives to a pass by itself; first asked before anything changes it."""
    import torch  # takes seconds

    return torch.get_num_threads()


def use_all() -> None:
    """Let a pass that begins in this thread have all cores; a new thread may have few."""
    import torch

    torch.set_num_threads(cores())


def side_by_side(works: Sequence[Callable[[], T]]) -> list[T]:
    """What each of the works returns, each made on its part of the cores.

    To be called by who holds the inference lock: part of torch's count is the process's own, so
    nobody may begin a pass meanwhile. An error of one is raised once all have ended.
    """
    if len(works) <= 1:
        return [work() for work in works]
    each = max(1, cores() // len(works))
    try:
        made = [_threads().submit(_with_threads, each, work) for work in works]
        wait(made)
        return [one.result() for one in made]
    finally:
        use_all()


def _with_threads(count: int, work: Callable[[], T]) -> T:
    import torch

    torch.set_num_threads(count)
    return work()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores(), thread_name_prefix="passes")
