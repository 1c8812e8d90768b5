"""How much work a call is, counted and not timed: the same on every machine, however busy.

Work is lines of Python that ran, in all threads that the call starts, and characters that regular
expressions looked at. The second is what lines do not show: http.cookies unquoted in a short loop
whose every turn searched all the rest (CVE-2024-7592). What else runs in C unseen (find, split,
replace) goes through memory, at gigabytes in a second, and behind the guard there are 16 kB.
"""

import re
import sys
import threading
from contextlib import contextmanager

SCANNING = ("search", "findall", "finditer", "sub", "subn", "split", "match", "fullmatch")
OTHERS = ("re", "torch", "pytest", "_pytest")  # they ask for the very type


class Work:
    """What has been counted so far."""

    done = 0

    def line(self, frame, event, arg):
        self.done += event == "line"
        return self.line


WORK = Work()


class Counted:
    """A compiled pattern that counts the characters it looks at."""

    def __init__(self, pattern):
        self._pattern = pattern

    def __getattr__(self, name):
        found = getattr(self._pattern, name)
        return self._counting(name, found) if name in SCANNING else found

    def _counting(self, name, method):
        def counted(*given, **named):
            result = method(*given, **named)
            if name in ("sub", "subn"):
                WORK.done += len(given[1])
            elif name in ("match", "fullmatch") and result is None:
                WORK.done += 1  # it may have stopped at once
            elif isinstance(result, re.Match):
                WORK.done += result.end() - result.pos
            else:
                text, start = given[0], given[1] if len(given) > 1 else 0
                WORK.done += max(0, len(text) - start)
            return result

        return counted


@contextmanager
def patterns_counted():
    """Counts what the patterns of all modules look at that are loaded now."""
    replaced = []
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if type(value) is re.Pattern and module.__name__.partition(".")[0] not in OTHERS:
                replaced.append((module, name, value))
                setattr(module, name, Counted(value))
    try:
        yield
    finally:
        for module, name, value in replaced:
            setattr(module, name, value)


def work(call):
    """The work of `call()`."""
    before, outer, spread = WORK.done, sys.gettrace(), threading.gettrace()
    threading.settrace(WORK.line)
    sys.settrace(WORK.line)
    try:
        call()
    finally:
        sys.settrace(outer)
        threading.settrace(spread)
    return WORK.done - before


def growth(call, length):
    """How often the work of `call(text length)` grows from an eighth of the length to all of it.

    Both less what a 64th of it is: 9 for what is linear, 65 for what is quadratic. Work of two
    events a character at most counts as none at all.
    """
    least, small, large = (work(lambda n=n: call(n)) for n in (length // 64, length // 8, length))
    most = large - least
    return 1.0 if most < 2 * length else most / max(small - least, length // 8)
