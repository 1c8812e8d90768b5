import pytest

from tests.core.families import small
from vitviz.app.endpoints.depths import depths_of_tokens, place_among


@pytest.mark.parametrize(
    ("wanted", "place"), [("", 3), ("0", 0), ("2", 2), ("3", 3), ("4", 3), ("9999", 3)]
)
def test_on_one_grid_a_depth_is_its_own_place_and_what_lies_beyond_the_last(wanted, place):
    assert place_among(wanted, range(4)) == place


@pytest.mark.parametrize(
    ("wanted", "place"),
    [("", 2), ("1", 0), ("2", 0), ("3", 1), ("4", 1), ("5", 2), ("6", 2), ("0", 2)],
)
def test_of_some_blocks_it_is_the_last_one_before_or_else_the_first(wanted, place):
    assert place_among(wanted, (2, 3, 5)) == place


def test_tokens_are_read_before_and_after_each_layer_or_after_the_blocks_of_the_last_grid():
    assert list(depths_of_tokens(small("vit"), 3)) == [0, 1, 2]
    assert list(depths_of_tokens(small("swin"), 2)) == [3, 4]
