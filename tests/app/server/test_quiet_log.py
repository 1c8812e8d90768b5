import io
import logging

import pytest

from vitviz.app.server.quiet_log import BURST, AtMostOneASecond, nameless, quieten


class Log:
    """A log that is written with the filter, and a clock that is moved by hand."""

    def __init__(self):
        self.now = 0.0
        self.out = io.StringIO()
        handler = logging.StreamHandler(self.out)
        handler.addFilter(AtMostOneASecond(lambda: self.now))
        self.logger = logging.Logger("crowd")
        self.logger.addHandler(handler)

    @property
    def lines(self):
        return self.out.getvalue().splitlines()


@pytest.fixture
def log():
    return Log()


def test_a_few_lines_at_once_are_all_written(log):
    for number in range(BURST):
        log.logger.warning("line %d", number)
    assert log.lines == [f"line {number}" for number in range(BURST)]


def test_a_crowd_writes_one_line_a_second_and_says_how_many_it_left_out(log):
    for tenth in range(10 * BURST + 100):
        log.now = tenth / 10
        log.logger.warning("again")
        log.logger.warning("and again")
    assert len(log.lines) <= BURST + log.now + 1
    assert log.lines[-1].endswith("lines before it were left out)")


def test_after_a_rest_a_few_lines_are_written_again(log):
    for _ in range(3 * BURST):
        log.logger.warning("crowd")
    log.now = 100.0
    for _ in range(BURST):
        log.logger.warning("later")
    assert sum("later" in line for line in log.lines) == BURST


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no photo up-0123456789abcdef0123456789abcdef here", "no photo up-… here"),
        ("from 192.168.1.20:5123", "from [address]:5123"),
        ("from [2001:db8::17]:80", "from [[address]]:80"),
        ("from fe80::1", "from [address]"),
        ("torch 2.14.1 on 127.0.0.1 at 12:34:56", "torch 2.14.1 on 127.0.0.1 at 12:34:56"),
        ("at::native::add and std::string", "at::native::add and std::string"),
    ],
)
def test_uploads_and_addresses_are_taken_out_and_nothing_else(text, said):
    assert nameless(text) == said


def test_a_traceback_is_nameless_too(log):
    try:
        raise KeyError("up-0123456789abcdef0123456789abcdef")
    except KeyError:
        log.logger.exception("a page failed for %s", "10.1.2.3")
    written = log.out.getvalue()
    assert "Traceback" in written
    assert "KeyError" in written
    assert "0123456789" not in written
    assert "10.1.2.3" not in written


class Unsaid:
    """What cannot be written."""

    def __str__(self):
        raise ValueError("no words")


@pytest.mark.parametrize(
    ("message", "given", "said"),
    [
        ("bad %d from 10.1.2.3", ("x",), "bad %d from [address]"),
        ("bad %s", (1, 2), "bad %s"),
        ("bad %s", (Unsaid(),), "bad %s"),
        (Unsaid(), (), "Unsaid"),
    ],
)
def test_a_line_whose_arguments_do_not_fit_is_written_without_them(log, message, given, said):
    log.logger.warning(message, *given)
    assert log.lines == [said]


def test_all_that_writes_now_is_limited_together(monkeypatch):
    handler = logging.StreamHandler(io.StringIO())
    logger = logging.getLogger("vitviz.test.quiet")
    logger.addHandler(handler)
    others = {one: list(one.filters) for one in logging.root.handlers}
    try:
        quieten()
        limits = [f for f in handler.filters if isinstance(f, AtMostOneASecond)]
        assert len(limits) == 1
        assert all(limits[0] in one.filters for one in logging.root.handlers)
    finally:
        logger.removeHandler(handler)
        for one, before in others.items():
            one.filters = before
