import pytest
import torch

from vitviz.core import matrix_products
from vitviz.core.matrix_products import product, product_in


@pytest.fixture(params=[True, False], ids=["oneDNN", "MKL"])
def slow(request, monkeypatch):
    monkeypatch.setattr(matrix_products, "mkl_is_slow", lambda: request.param)
    return request.param


def numbers(*shape):
    torch.manual_seed(0)
    return torch.randn(shape)


@pytest.mark.parametrize("count", [0, 1, 31, 32, 100])
def test_a_product_is_the_sum_of_products(count, slow):
    rows, weight, bias = numbers(count, 24), numbers(40, 24), numbers(40)
    by_hand = (rows.double()[:, None] * weight.double()).sum(dim=2)
    alone, biased = product(rows, weight), product(rows, weight, bias)
    torch.testing.assert_close(alone.double(), by_hand, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(biased.double(), by_hand + bias.double(), atol=1e-5, rtol=1e-5)


def test_views_are_read_as_they_are_seen(slow):
    rows, weight = numbers(24, 64).T, numbers(24, 80).T[::2]
    torch.testing.assert_close(product(rows, weight), rows @ weight.T, atol=1e-5, rtol=1e-5)


def test_what_lies_in_the_room_does_not_count(slow):
    rows, weight, room = numbers(64, 24), numbers(40, 24), torch.full((64, 40), torch.nan)
    made = product_in(room, rows, weight)
    torch.testing.assert_close(made, rows @ weight.T, atol=1e-5, rtol=1e-5)
    assert (made is room) == (not slow)


def test_other_numbers_than_float32_go_torchs_way(monkeypatch):
    monkeypatch.setattr(matrix_products, "mkl_is_slow", lambda: True)
    monkeypatch.setattr(torch.ops.mkldnn, "_linear_pointwise", None)
    assert product(numbers(64, 24).double(), numbers(40, 24).double()).dtype == torch.float64


@pytest.mark.parametrize(
    ("vendor", "capability", "slow"),
    [
        ("AuthenticAMD", "AVX512", True),
        ("AuthenticAMD", "AVX2", False),
        ("GenuineIntel", "AVX512", False),
    ],
)
def test_mkl_is_slow_on_what_is_not_intels_and_has_avx_512(vendor, capability, slow, monkeypatch):
    monkeypatch.setattr(matrix_products, "_processor", lambda: f"vendor_id\t: {vendor}")
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    for library in (torch.backends.mkl, torch.backends.mkldnn):
        monkeypatch.setattr(library, "is_available", lambda: True)
    assert matrix_products.mkl_is_slow.__wrapped__() == slow


def test_without_linux_the_processor_is_named_by_python(monkeypatch, tmp_path):
    monkeypatch.setattr(matrix_products, "_CPUINFO", tmp_path / "none")
    monkeypatch.setattr(matrix_products.platform, "processor", lambda: "AMD64, AuthenticAMD")
    assert matrix_products._processor() == "AMD64, AuthenticAMD"
