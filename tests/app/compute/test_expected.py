import pytest

from vitviz.app.compute import expected


@pytest.fixture(autouse=True)
def none_known():
    expected._names.clear()
    yield
    expected._names.clear()


def test_a_photo_that_was_announced_is_expected_once_for_each_tab_that_said_so():
    expected.expect("up-1")
    expected.expect("up-1")
    assert [expected.taken("up-1") for _ in range(3)] == [True, True, False]


def test_no_other_photo_is_expected():
    expected.expect("up-1")
    assert not expected.taken("up-2")


def test_what_is_expected_is_bounded_and_the_oldest_is_forgotten():
    for number in range(expected._MOST + 1):
        expected.expect(f"up-{number}")
    assert not expected.taken("up-0")
    assert expected.taken("up-1")
