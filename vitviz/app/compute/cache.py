"""A cache bounded in bytes whose values are made once, however many ask at the same time."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

V = TypeVar("V")
_SECRET = secrets.token_bytes(32)


def unguessable(content: bytes) -> str:
    """A name that only this process can make of `content`, always the same one: 32 hex digits."""
    return hashlib.blake2b(content, digest_size=16, key=_SECRET).hexdigest()


class Cache(Generic[V]):
    """Keeps the values used last, at most `limit` bytes of them, as `size` counts each.

    The newest value stays even if it alone is larger than `limit`. A value that had to go while
    somebody works with it comes back to who asks for it meanwhile: there are never two of it. A
    limit that is known only later (that of a device) is a function.
    """

    def __init__(self, limit: int | Callable[[], int], size: Callable[[V], int]) -> None:
        self._limit = limit
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[V, int]] = OrderedDict()
        self._total = 0
        self._making: dict[str, Future[V]] = {}
        self._dropped: WeakValueDictionary[str, V] = WeakValueDictionary()

    @property
    def limit(self) -> int:
        """Bytes that may be held."""
        return self._limit() if callable(self._limit) else self._limit

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        return self._total

    def held(self) -> list[str]:
        """The names of what is held, what was used last at the end."""
        with self._lock:
            return list(self._kept)

    def get(self, key: str) -> V | None:
        """The value under `key`, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def get_or_make(self, key: str, make: Callable[[], V]) -> V:
        """The value under `key`, made by `make` if it is not there.

        Who asks while another makes it waits for that one; an error of `make` or `size` reaches
        all who waited and is not remembered. Where the maker's own thread was interrupted (no
        Exception), one of those who waited makes the value instead.
        """
        while True:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key][0]
                mine = key not in self._making
                future = self._making.setdefault(key, Future())
            if mine:
                return self._make(key, make, future)
            try:
                return future.result()
            except CancelledError:
                continue

    def _make(self, key: str, make: Callable[[], V], future: "Future[V]") -> V:
        try:
            in_use = self._dropped.get(key)
            value = make() if in_use is None else in_use
            self._keep(key, value, self._size(value), self.limit)
        except BaseException as error:
            with self._lock:
                self._making.pop(key, None)
            if isinstance(error, Exception):
                future.set_exception(error)
            else:
                future.cancel()
            raise
        future.set_result(value)
        return value

    def _keep(self, key: str, value: V, size: int, limit: int) -> None:
        dropped = []  # freed after the lock is, for that takes a while
        with self._lock:
            self._kept[key] = (value, size)
            self._total += size
            while self._total > limit and len(self._kept) > 1:
                name, oldest = self._kept.popitem(last=False)
                self._total -= oldest[1]
                dropped.append(oldest)
                with suppress(TypeError):  # bytes take no weak reference, and are not worked with
                    self._dropped[name] = oldest[0]
            del self._making[key]
