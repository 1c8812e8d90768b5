"""A log that a crowd cannot fill: one line a second at most after the first few, and no names.

Of what a visitor has, only kinds of things are told: the name of an upload and addresses of the
network are taken out of every line, traceback and all.
"""

import logging
import re
import threading
import time
from collections.abc import Callable

BURST = 20  # lines at once: a start, or a day's few mistakes
_UPLOAD = re.compile(r"\bup-[0-9a-f]{8,}\b")
_IPV4 = re.compile(r"(?<![\d.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_IPV6 = re.compile(
    r"(?<![\w:])(?:(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}"
    r"|(?:[0-9a-fA-F]{1,4}:){1,7}(?::[0-9a-fA-F]{1,4}){1,7})(?![\w:])"
)


class AtMostOneASecond(logging.Filter):
    """Lets `BURST` lines through, and one a second after that; the next says how many were not."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._lock = threading.Lock()
        self._left, self._since, self._dropped = float(BURST), clock(), 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written; it is made nameless."""
        with self._lock:
            now = self._clock()
            self._left = min(BURST, self._left + now - self._since)
            self._since = now
            if self._left < 1:
                self._dropped += 1
                return False
            self._left -= 1
            dropped, self._dropped = self._dropped, 0
        record.msg, record.args = nameless(_said(record)), ()
        if dropped:
            record.msg += f" ({dropped} lines before it were left out)"
        if record.exc_info and not record.exc_text:
            record.exc_text = nameless(logging.Formatter().formatException(record.exc_info))
        return True


def _said(record: logging.LogRecord) -> str:
    """What a line says; without its arguments where they do not fit, for a log must not fail."""
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  (whatever an argument's own __str__ raises)
        return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def nameless(text: str) -> str:
    """`text` without names of uploads and addresses of others."""
    for pattern, said in ((_UPLOAD, "up-…"), (_IPV4, "[address]"), (_IPV6, "[address]")):
        text = pattern.sub(said, text)
    return text


def quieten() -> None:
    """Puts one such filter before all that writes to the terminal now."""
    if not logging.root.handlers:
        logging.root.addHandler(logging.StreamHandler())  # in place of the last resort
    limited = AtMostOneASecond()
    loggers = [logging.root, *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        handler.addFilter(limited)
