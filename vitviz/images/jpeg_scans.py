"""Whether the scans of a JPEG have told all of the picture.

Each tells some channels, a progressive one some frequencies of them to some bit (ITU-T T.81, B.2.3
and annex G): a file that was cut between two of them holds a picture, but a blurred one or one
without its colours.
"""

from collections.abc import Iterable

_FRAMES, _SCAN = (0xC0, 0xC1, 0xC2, 0xC9, 0xCA), 0xDA
_FREQUENCIES = range(64)
_MOST_CHANNELS = 4  # of one scan; more are no JPEG, and would only cost time


def is_complete(segments: Iterable[bytes]) -> bool:
    """Whether every frequency of every channel is told to its last bit.

    `segments`: each from its marker FF.. on, with its length, and with its pixels behind a scan.
    """
    told: dict[int, set[int]] = {}
    for segment in segments:
        if len(segment) < 10 or segment[1] not in (*_FRAMES, _SCAN):
            continue
        if segment[1] != _SCAN:
            told |= {channel: set() for channel in segment[10 : 10 + 3 * segment[9] : 3]}
            continue
        count = segment[4]
        first, last, bits = segment[5 + 2 * count : 8 + 2 * count].ljust(3, b"\xff")
        if not bits & 15:  # the lowest bit is among those that this scan tells
            for channel in segment[5 : 5 + 2 * min(count, _MOST_CHANNELS) : 2]:
                told.setdefault(channel, set()).update(_FREQUENCIES[first : last + 1])
    return bool(told) and all(set(_FREQUENCIES) <= found for found in told.values())
