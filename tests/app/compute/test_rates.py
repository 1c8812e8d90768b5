from vitviz.app.compute import rates
from vitviz.app.compute.rates import Rates


def test_a_kind_that_was_never_timed_has_no_rate():
    found = Rates()
    found.note("small", 1, 0.2)
    assert found.of("large") is None


def test_a_rate_is_the_mean_over_the_photos_and_not_over_the_batches():
    found = Rates()
    found.note("small", 1, 0.3)
    found.note("small", 5, 0.6)
    assert found.of("small") == (0.3 + 0.6) / 6


def test_only_the_last_batches_count():
    found = Rates()
    found.note("small", 1, 100.0)
    for _ in range(rates.LAST):
        found.note("small", 2, 1.0)
    assert found.of("small") == 0.5


def test_kinds_that_were_not_timed_for_long_are_forgotten():
    found = Rates()
    for kind in range(rates.KINDS):
        found.note(kind, 1, 1.0)
    found.note(0, 1, 1.0)
    found.note("another", 1, 1.0)
    assert found.of(1) is None
    assert found.of(0) == found.of("another") == 1.0
