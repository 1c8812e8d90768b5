"""How far a download of huggingface_hub is, told in the place of a drawn bar."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

Told = Callable[[int, int], None]  # bytes that are here, of how many


class Stopped(Exception):
    """A download was stopped by who began it."""


class Bar:
    """What huggingface_hub takes for a bar of tqdm; it draws nothing."""

    tell: Told
    stop: Callable[[], bool]

    def __init__(self, *, total: int | None = None, initial: int = 0, **_: object) -> None:
        self.total, self.n = total or 0, initial

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def update(self, more: float | None = 1) -> None:
        """So many bytes have come."""
        if self.stop():
            raise Stopped
        self.n += int(more or 0)
        self.tell(self.n, self.total)

    def close(self) -> None:
        """There will be no more."""

    def refresh(self) -> None:
        """Nothing is drawn."""

    def set_description(self, *_: object, **__: object) -> None:
        """Nothing is drawn."""
