import pytest
from starlette.requests import Request

from vitviz.app.server.headers import DAY, NEVER, language_of, missing


def asking(**headers):
    pairs = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return Request({"type": "http", "headers": pairs})


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "en"),
        ({"accept_language": "zh-CN,en;q=0.5"}, "zh"),
        ({"x_vitviz_language": "en", "accept_language": "zh-CN"}, "en"),
        ({"x_vitviz_language": "zh", "accept_language": "en"}, "zh"),
    ],
)
def test_the_pages_language_counts_before_the_browsers(headers, expected):
    assert language_of(asking(**headers)) == expected


def test_what_follows_from_a_photo_is_the_browsers_own_and_a_day_old_at_most():
    parts = DAY["Cache-Control"].split(", ")
    assert "private" in parts
    ages = [int(part.removeprefix("max-age=")) for part in parts if part.startswith("max-age=")]
    assert ages == [24 * 60 * 60]


def test_what_is_missing_is_kept_by_nobody():
    assert missing().headers["cache-control"] == NEVER["Cache-Control"] == "no-store"
