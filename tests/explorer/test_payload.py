import numpy as np
import pytest
import torch

from vitviz.core.trace import Layer, attention
from vitviz.explorer.payload import attention_of, matrix_blob, rounded


def layer(heads=3, grid=(4, 5), prefix=2, dim=16, *, bias=False, offset=0.0):
    torch.manual_seed(0)
    tokens = prefix + grid[0] * grid[1]
    return Layer(
        name="blocks.0.attn",
        kind="self",
        queries=torch.randn(heads, tokens, dim),
        keys=torch.randn(heads, tokens, dim) + offset,
        values=None,
        scale=dim**-0.5,
        bias=torch.randn(1, tokens, tokens) if bias else None,
        grid=grid,
        prefix=prefix,
    )


@pytest.mark.parametrize("bias", [False, True])
def test_the_rounded_arrays_give_the_same_attention(bias):
    exact = layer(bias=bias)
    assert np.abs(attention_of(rounded(exact)) - attention(exact).numpy()).max() < 2e-3


def test_rows_of_the_rounded_attention_sum_to_one():
    assert np.allclose(attention_of(rounded(layer())).sum(-1), 1, atol=1e-6)


def test_a_constant_added_to_all_keys_costs_no_precision():
    plain, shifted = attention_of(rounded(layer())), attention_of(rounded(layer(offset=100.0)))
    assert np.abs(plain - shifted).max() < 2e-3


def test_a_blob_holds_lse_queries_keys_and_bias_in_this_order():
    half = rounded(layer(bias=True))
    blob = half.blob()
    parts = [half.lse, half.queries, half.keys, half.bias]
    assert len(blob) == sum(part.nbytes for part in parts)
    at = 0
    for part in parts:
        read = np.frombuffer(blob, part.dtype, part.size, at)
        assert np.array_equal(read, part.ravel())
        at += part.nbytes


def test_a_matrix_blob_is_float32_row_after_row():
    rows = torch.rand(2, 3)
    assert np.array_equal(np.frombuffer(matrix_blob(rows), "<f4"), rows.numpy().ravel())
