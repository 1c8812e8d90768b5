import pytest

from vitviz.images.jpeg_scans import is_complete


def frame(marker, *channels):
    inside = b"\0\x0b\x08\0\1\0\1" + bytes([len(channels)])
    return bytes([0xFF, marker]) + inside + b"".join(bytes([it, 0x11, 0]) for it in channels)


def scan(channels, first=0, last=63, bits=0):
    told = b"".join(bytes([channel, 0]) for channel in channels)
    return b"\xff\xda\0\x08" + bytes([len(channels)]) + told + bytes([first, last, bits])


SMOOTH = [scan([1, 2, 3], 0, 0), scan([1], 1, 63), scan([2], 1, 63), scan([3], 1, 63)]


@pytest.mark.parametrize(
    ("segments", "complete"),
    [
        ([frame(0xC0, 1), scan([1])], True),
        ([frame(0xC0, 1, 2, 3), scan([1, 2, 3])], True),
        ([frame(0xC0, 1, 2, 3), scan([1]), scan([2])], False),
        ([frame(0xC2, 1, 2, 3), *SMOOTH], True),
        ([frame(0xC2, 1, 2, 3), *SMOOTH[:-1]], False),
        ([frame(0xC2, 1), scan([1], 0, 0), scan([1], 1, 63, 0x02)], False),  # two bits to come
        ([frame(0xC2, 1), scan([1], 0, 0), scan([1], 1, 63, 0x01), scan([1], 1, 63, 0x10)], True),
        ([frame(0xC0, 1)], False),
        ([], False),
        ([b"\xff\xda"], False),
        ([frame(0xC0, *range(5)), scan(range(5))], False),  # a scan has four channels at most
    ],
)
def test_every_frequency_of_every_channel_must_be_told_to_its_last_bit(segments, complete):
    assert is_complete(segments) == complete
