import numpy as np
import pytest

from vitviz.core.comparison.cost import Fit, fit
from vitviz.errors import ArgumentError

TOKENS = np.array([65.0, 145, 257, 577, 1025, 1601])


def parabola(constant, linear, quadratic):
    return constant + linear * TOKENS + quadratic * TOKENS**2


@pytest.mark.parametrize(
    "terms", [(0.02, 3e-4, 2e-7), (0.0, 3e-4, 2e-7), (0.5, 0.0, 1e-6), (1e6, 3e4, 0.0), (2, 0, 0)]
)
def test_a_known_parabola_is_recovered(terms):
    found = fit(TOKENS, parabola(*terms))
    given = np.array(found.at(1601))
    known = np.array(Fit(*terms).at(1601))
    np.testing.assert_allclose(given, known, atol=1e-9 * known.sum())


def test_where_noise_bends_a_line_downwards_the_square_has_no_part():
    found = fit(TOKENS, parabola(0.01, 3e-4, -4e-8))
    assert found.quadratic == 0
    assert found.linear == pytest.approx(3e-4, rel=0.3)


def test_no_parabola_around_it_is_nearer():
    rng = np.random.default_rng(0)
    costs = parabola(0.02, 3e-4, 2e-7) * rng.uniform(0.9, 1.1, len(TOKENS))
    found = fit(TOKENS, costs)

    def error(terms):
        return ((parabola(*terms) / costs - 1) ** 2).sum()

    best = error((found.constant, found.linear, found.quadratic))
    for _ in range(500):
        near = np.array([0.02, 3e-4, 2e-7]) * rng.uniform(0, 2, 3)
        assert best <= error(near)


def test_linear_and_quadratic_part_meet_where_they_are_equal():
    found = Fit(1.0, 6.0, 0.5)
    _, linear, quadratic = found.at(found.even)
    assert linear == quadratic
    assert Fit(1.0, 6.0, 0.0).even == np.inf


@pytest.mark.parametrize(
    ("tokens", "costs"), [(TOKENS[:2], TOKENS[:2]), (TOKENS, -TOKENS), (TOKENS, np.nan * TOKENS)]
)
def test_what_no_parabola_fits_is_refused(tokens, costs):
    with pytest.raises(ArgumentError):
        fit(tokens, costs)


def test_a_negative_term_is_no_fit():
    with pytest.raises(ArgumentError, match="linear"):
        Fit(1.0, -1.0, 0.0)
