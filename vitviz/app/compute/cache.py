"""A cache bounded in bytes whose values are made once, however many ask at the same time."""

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

V = TypeVar("V")
_SECRET = secrets.token_bytes(32)


def unguessable(content: bytes) -> str:
    """A name that only this process can make of `content`, always the same one: 32 hex digits."""
    return hashlib.blake2b(content, digest_size=16, key=_SECRET).hexdigest()


class Cache(Generic[V]):
    """Keeps the values used last, at most `limit` bytes of them, as `size` counts each.

    The newest value stays even if it alone is larger than `limit`.
    """

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        self._limit = limit
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[V, int]] = OrderedDict()
        self._making: dict[str, Future[V]] = {}

    @property
    def nbytes(self) -> int:
        """Bytes held now."""
        with self._lock:
            return sum(size for _, size in self._kept.values())

    def get(self, key: str) -> V | None:
        """The value under `key`, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def get_or_make(self, key: str, make: Callable[[], V]) -> V:
        """The value under `key`, made by `make` if it is not there.

        Who asks while another makes it waits for that one; an error reaches all who waited and
        is not remembered.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            mine = key not in self._making
            future = self._making.setdefault(key, Future())
        if not mine:
            return future.result()
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            raise
        self._keep(key, value)
        future.set_result(value)
        return value

    def _keep(self, key: str, value: V) -> None:
        with self._lock:
            self._kept[key] = (value, self._size(value))
            self._making.pop(key, None)
            total = sum(size for _, size in self._kept.values())
            while total > self._limit and len(self._kept) > 1:
                _, (_, size) = self._kept.popitem(last=False)
                total -= size
