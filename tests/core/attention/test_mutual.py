import pytest

from tests.core.families import noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.attention.mutual import strongest
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError


@pytest.fixture(scope="module")
def trace():
    vit = small("vit")
    return capture(vit, noise(vit))


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (1, 1)])
def test_the_pair_is_that_of_the_largest_weight_of_all_pairs(trace, layer, head):
    found = strongest(trace, layer, head)
    count, first = trace.grid[0] * trace.grid[1], trace.prefix
    weights = attention(trace.layers[layer], range(first, first + count))[head, :, first:]
    pairs = [(i, j) for i in range(count) for j in range(count) if i != j]
    assert found.there == max(float(weights[pair]) for pair in pairs)
    assert (found.query, found.key) in pairs
    assert found.there == float(weights[found.query, found.key])
    assert found.back == float(weights[found.key, found.query])


def test_a_head_that_is_not_there_is_refused(trace):
    with pytest.raises(ArgumentError, match="head"):
        strongest(trace, 0, 99)


def test_the_ratio_says_how_much_comes_back(trace):
    found = strongest(trace, 1, 0)
    assert found.ratio == found.back / found.there


@pytest.mark.parametrize("layer", [-1, 2])
def test_a_layer_that_is_not_there_is_refused(trace, layer):
    with pytest.raises(ArgumentError, match="layer"):
        strongest(trace, layer, 0)


def test_a_pair_of_a_coarser_layer_is_counted_on_its_own_grid():
    vit = small("swin")
    trace = capture(vit, noise(vit))
    last = trace.layers[-1]
    found = strongest(trace, len(trace.layers) - 1, 0)
    weights = attention(last)[0].fill_diagonal_(-1)
    assert weights.shape == (4 * 8, 4 * 8)
    assert found.there == float(weights.max()) == float(weights[found.query, found.key])
