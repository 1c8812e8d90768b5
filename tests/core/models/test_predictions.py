"""Probabilities and the few likeliest classes, against closed forms."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import Tensor

from vitviz.core.models.predictions import divergence, probabilities, top
from vitviz.errors import ArgumentError, ModelError

LOGITS = arrays(
    np.float32,
    st.integers(1, 30),
    elements=st.floats(-1e4, 1e4, width=32),
)


def test_logs_of_shares_give_the_shares_back():
    shares = [0.5, 0.3, 0.15, 0.05]
    logits = torch.tensor([math.log(share) for share in shares], dtype=torch.float64)
    assert probabilities(logits + 7).tolist() == pytest.approx(shares, abs=1e-15)


@given(LOGITS)
def test_probabilities_sum_to_one_and_agree_with_numpy_whatever_the_range(values: np.ndarray):
    found = probabilities(torch.from_numpy(values))
    exact = np.exp(values.astype(np.float64) - float(values.max()))
    assert found.dtype == np.float64
    assert abs(float(found.sum()) - 1) < 1e-12
    np.testing.assert_allclose(found, exact / exact.sum(), rtol=1e-12)


def test_small_differences_survive_that_float32_would_lose():
    logits = torch.tensor([0.0] + [-17.0] * 1000)
    assert dict(top(logits, 1))[0] == pytest.approx(1 / (1 + 1000 * math.exp(-17)), rel=1e-14)


@given(LOGITS, st.integers(1, 40))
def test_the_top_are_the_likeliest_in_order_and_no_class_comes_twice(values: np.ndarray, k: int):
    logits = torch.from_numpy(values)
    found = top(logits, k)
    shares = probabilities(logits)
    assert len(found) == min(k, len(values)) == len({index for index, _ in found})
    assert [share for _, share in found] == sorted(shares, reverse=True)[:k]
    assert all(share == shares[index] for index, share in found)


def test_of_equal_classes_the_lower_index_comes_first():
    assert [index for index, _ in top(torch.zeros(8), 3)] == [0, 1, 2]


def test_half_precision_logits_are_raised_before_anything_is_computed():
    logits = torch.tensor([10.0, 0.0, 0.0], dtype=torch.float16)
    assert sum(share for _, share in top(logits)) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("logits", [torch.tensor([0.0, math.nan]), torch.tensor([math.inf])])
def test_what_has_no_probabilities_is_refused(logits: Tensor):
    with pytest.raises(ArgumentError, match="all finite"):
        top(logits)


def test_without_a_head_there_is_no_likeliest_class():
    assert top(torch.empty(0)) == ()


def test_without_a_head_there_are_no_probabilities():
    with pytest.raises(ModelError, match="no_head"):
        probabilities(torch.empty(0))


def test_the_top_of_nothing_is_refused():
    with pytest.raises(ArgumentError, match="at least 1"):
        top(torch.zeros(3), 0)


def test_the_divergence_of_two_known_shares():
    before, after = [0.5, 0.25, 0.25], [0.25, 0.5, 0.25]
    logits = [torch.tensor([math.log(share) for share in shares]) for shares in (before, after)]
    known = 0.5 * math.log(2) - 0.25 * math.log(2)
    assert divergence(logits[0] + 3, logits[1] - 5) == pytest.approx(known, abs=1e-7)


@given(LOGITS, st.integers(0, 2**32 - 1))
def test_the_divergence_is_torchs_and_never_negative(values: np.ndarray, seed: int):
    before = torch.from_numpy(values)
    after = before + torch.randn(len(before), generator=torch.Generator().manual_seed(seed))
    logs = [said.double().log_softmax(0) for said in (before, after)]
    known = torch.nn.functional.kl_div(logs[1], logs[0], reduction="sum", log_target=True)
    assert divergence(before, after) == pytest.approx(float(known), rel=1e-9, abs=1e-12)
    assert divergence(before, after) >= 0
    assert divergence(before, before) == 0


def test_the_divergence_has_a_direction():
    before, after = torch.tensor([0.0, 8.0]), torch.tensor([0.0, 0.0])
    assert divergence(before, after) < math.log(2) < divergence(after, before)


def test_what_has_no_divergence_is_refused(unchecked):
    with pytest.raises(ArgumentError, match="after"):
        divergence(torch.zeros(3), torch.zeros(4))
    with pytest.raises(ArgumentError, match="not_logits"):
        divergence(torch.zeros(2), torch.tensor([0.0, math.nan]))
