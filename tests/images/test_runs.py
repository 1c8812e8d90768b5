import numpy as np
import pytest

from vitviz.errors import ImageError
from vitviz.images import runs
from vitviz.images.runs import unrolled

END = b"\0\1"


def lines(data, size=(4, 3), four=False):
    """The lines as text, "." for what was not drawn, the lowest first."""
    found, drawn = unrolled(data, size, four=four)
    return [
        "".join(f"{v:x}" if d else "." for v, d in zip(*row, strict=True))
        for row in zip(found, drawn, strict=True)
    ]


@pytest.mark.parametrize(
    ("data", "four", "expected"),
    [
        (b"\4\7\0\0\2\1\2\2" + END, False, ["7777", "1122", "...."]),
        (b"\4\x12\0\0\3\x34" + END, True, ["1212", "343.", "...."]),
        (b"\0\0\0\0\1\5" + END, False, ["....", "....", "5..."]),  # empty lines count
        (b"\4\7\0\0\0\0\1\5" + END, False, ["7777", "....", "5..."]),
        (b"\1\1\0\2\2\1\1\2" + END, False, ["1...", "...2", "...."]),  # a jump
        (b"\0\3\1\2\3\0\1\4" + END, False, ["1234", "....", "...."]),  # as they stand, padded
        (b"\0\3\x12\x30" + END, True, ["123.", "....", "...."]),
        (b"\0\5\x12\x34\x50\0" + END, True, ["1234", "....", "...."]),  # behind the edge
        (b"\xff\7" + END, False, ["7777", "....", "...."]),
        (b"\4\1\0\0\4\2\0\0\4\3", False, ["1111", "2222", "3333"]),  # no end, but all lines
        (b"\4\1\0\0\4\2\0\0\4\3\0\0\4\4", False, ["1111", "2222", "3333"]),  # too many lines
    ],
)
def test_runs_are_unrolled(data, four, expected):
    assert lines(data, four=four) == expected


@pytest.mark.parametrize("data", [b"", b"\4", b"\4\1\0\0", b"\4\1\0\0\4\2\0\0\1\1", b"\0\2\1"])
def test_data_that_end_before_the_picture_are_incomplete(data):
    with pytest.raises(ImageError) as caught:
        lines(data)
    assert (caught.value.reason, caught.value.facts) == ("truncated", {"format": "BMP"})


def test_very_many_runs_are_too_costly(monkeypatch):
    monkeypatch.setattr(runs, "_MOST_RUNS", 1000)
    with pytest.raises(ImageError) as caught:
        lines(b"\0\2\0\0" * 1001)
    facts = {"format": "BMP", "part": "runs", "count": 1001, "limit": 1000}
    assert (caught.value.reason, caught.value.facts) == ("too_costly", facts)
    assert np.shape(unrolled(b"\0\2\0\0" * 900 + END, (4, 3), four=False)) == (2, 3, 4)
