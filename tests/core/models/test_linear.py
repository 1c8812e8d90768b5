import pytest
import torch
from torch import nn

from vitviz.core.models import linear
from vitviz.core.models.linear import Linear, quick


def layer(inputs=24, outputs=40, bias=True):
    torch.manual_seed(0)
    plain = nn.Linear(inputs, outputs, bias=bias)
    ours = Linear(inputs, outputs, bias=bias)
    ours.load_state_dict(plain.state_dict())
    return plain.requires_grad_(False), ours.requires_grad_(False)


@pytest.fixture
def counted(monkeypatch):
    """How many products oneDNN made."""
    found, own = [], linear.functional.linear

    def counting(given, weight, bias=None):
        found.append(given.is_mkldnn)
        return own(given, weight, bias)

    monkeypatch.setattr(linear.functional, "linear", counting)
    return found


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(64, 24), (2, 50, 24), (1, 2, 2, 3, 3, 4, 24)])
def test_it_says_what_torchs_layer_says(shape, bias, counted):
    plain, ours = layer(bias=bias)
    given = torch.randn(shape)
    by_hand = given.double() @ plain.weight.double().T + (plain.bias.double() if bias else 0)
    made = ours(given)
    assert counted == [True]
    assert made.layout == torch.strided
    torch.testing.assert_close(made.double(), by_hand, atol=1e-5, rtol=1e-5)


def test_a_view_is_read_as_it_is_seen(counted):
    plain, ours = layer()
    given = torch.randn(24, 64).T
    torch.testing.assert_close(ours(given), plain(given), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("followed", ["input", "weight"])
def test_gradients_go_torchs_way(followed, counted):
    plain, ours = layer()
    given = torch.randn(64, 24)
    for one in (plain, ours):
        leaf = given.clone().requires_grad_() if followed == "input" else given
        one.weight.requires_grad_(followed == "weight")
        one(leaf).sum().backward()
        one.found = leaf.grad if followed == "input" else one.weight.grad
    assert True not in counted
    assert torch.equal(plain.found, ours.found)


def test_a_row_alone_and_half_precision_go_torchs_way(counted):
    _plain, ours = layer()
    ours(torch.randn(1, 24))
    assert ours.double()(torch.randn(64, 24).double()).dtype == torch.float64
    assert True not in counted


@pytest.mark.parametrize("slow", [True, False])
def test_layers_are_changed_only_where_mkl_is_slow_and_keep_their_weights(slow, monkeypatch):
    monkeypatch.setattr(linear, "mkl_is_slow", lambda: slow)
    module = nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.Linear(4, 5)), nn.GELU())
    before = [id(parameter) for parameter in module.parameters()]
    assert quick(module) is module
    kinds = [type(part) for part in module.modules() if isinstance(part, nn.Linear)]
    assert kinds == [Linear if slow else nn.Linear] * 2
    assert [id(parameter) for parameter in module.parameters()] == before


@pytest.mark.parametrize(
    ("vendor", "capability", "slow"),
    [
        ("AuthenticAMD", "AVX512", True),
        ("AuthenticAMD", "AVX2", False),
        ("GenuineIntel", "AVX512", False),
    ],
)
def test_mkl_is_slow_on_what_is_not_intels_and_has_avx_512(vendor, capability, slow, monkeypatch):
    monkeypatch.setattr(linear, "_processor", lambda: f"vendor_id\t: {vendor}")
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    for library in (torch.backends.mkl, torch.backends.mkldnn):
        monkeypatch.setattr(library, "is_available", lambda: True)
    assert linear.mkl_is_slow.__wrapped__() == slow


def test_without_linux_the_processor_is_named_by_python(monkeypatch, tmp_path):
    monkeypatch.setattr(linear, "_CPUINFO", tmp_path / "none")
    monkeypatch.setattr(linear.platform, "processor", lambda: "AMD64, AuthenticAMD")
    assert linear._processor() == "AMD64, AuthenticAMD"
