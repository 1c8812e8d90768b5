"""A queue that takes visitors in turn: an address, then another, and so its browsers in turn.

A visitor who puts in a hundred things waits for the ninety-nine before the last; another waits for
one of them. One who claims to be many browsers shares the turns of his one address.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from vitviz.app.compute.visitors import Visitor

T = TypeVar("T")
Turns = OrderedDict[str, OrderedDict[str, deque[T]]]  # address, browser, what waits; never empty


class FairQueue(Generic[T]):
    """Things that wait, each for a visitor. Whoever shares it among threads guards it by a lock."""

    def __init__(self) -> None:
        self._turns: Turns[T] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(line) for lines in self._turns.values() for line in lines.values())

    def __iter__(self) -> Iterator[T]:
        """All in the order in which they would be taken if nothing came in between."""
        copy: FairQueue[T] = FairQueue()
        for address, lines in self._turns.items():
            copy._turns[address] = OrderedDict((name, line.copy()) for name, line in lines.items())
        while copy._turns:
            visitor, item = next(copy._heads())
            copy._take(visitor)
            yield item

    def put(self, visitor: Visitor, item: T, *, before: bool = False) -> None:
        """Let `item` wait behind all that waits for this visitor, or before all that does."""
        lines = self._turns.setdefault(visitor.address, OrderedDict())
        line = lines.setdefault(visitor.browser, deque())
        (line.appendleft if before else line.append)(item)

    def first(self, fits: Callable[[Visitor, T], bool] = lambda *_: True) -> T | None:
        """What comes next, of visitors whose first thing `fits`; it stays. None where none does."""
        return next((item for visitor, item in self._heads() if fits(visitor, item)), None)

    def take(self, fits: Callable[[Visitor, T], bool] = lambda *_: True) -> T | None:
        """Take out what `first` returns; its visitor's next turn comes after everybody else's."""
        for visitor, item in self._heads():
            if fits(visitor, item):
                self._take(visitor)
                return item
        return None

    def remove(self, visitor: Visitor, item: T) -> bool:
        """Take `item` out unserved, without a turn. False where it does not wait here."""
        line = self._turns.get(visitor.address, {}).get(visitor.browser, deque())
        if item not in line:
            return False
        line.remove(item)
        self._sweep(visitor)
        return True

    def _heads(self) -> Iterator[tuple[Visitor, T]]:
        for address, lines in self._turns.items():
            for browser, line in lines.items():
                yield Visitor(address, browser), line[0]

    def _take(self, visitor: Visitor) -> None:
        lines = self._turns[visitor.address]
        lines[visitor.browser].popleft()
        lines.move_to_end(visitor.browser)
        self._turns.move_to_end(visitor.address)
        self._sweep(visitor)

    def _sweep(self, visitor: Visitor) -> None:
        lines = self._turns[visitor.address]
        if not lines[visitor.browser]:
            del lines[visitor.browser]
        if not lines:
            del self._turns[visitor.address]
