import pytest

from vitviz.app.compute import times


@pytest.fixture(autouse=True)
def none_yet(monkeypatch):
    monkeypatch.setattr(times, "_seconds", {})
    monkeypatch.setattr(times, "_counts", {})


def test_of_a_hundred_the_fiftieth_and_the_ninety_fifth_are_told_in_milliseconds():
    for hundredth in range(100, 0, -1):
        times.note("page", hundredth / 100)
    assert times.told() == {"page": {"count": 100, "p50_ms": 500.0, "p95_ms": 950.0}}


def test_one_alone_is_every_quantile():
    times.note("page", 0.25)
    assert times.told()["page"] == {"count": 1, "p50_ms": 250.0, "p95_ms": 250.0}


def test_all_are_counted_and_the_last_ones_kept():
    times.note("page", 99.0)
    for _ in range(times.LAST):
        times.note("page", 0.001)
    assert times.told()["page"] == {"count": times.LAST + 1, "p50_ms": 1.0, "p95_ms": 1.0}


def test_what_fails_has_taken_its_time_too():
    with pytest.raises(ZeroDivisionError), times.measured("run"):
        raise ZeroDivisionError
    assert times.told()["run"]["count"] == 1
