import pytest
import torch
from torch import nn

from vitviz.core import matrix_products
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
    """How many products oneDNN made, on any processor."""
    found, own = [], torch.ops.mkldnn._linear_pointwise

    def counting(*arguments):
        found.append(True)
        return own(*arguments)

    monkeypatch.setattr(matrix_products, "mkl_is_slow", lambda: True)
    monkeypatch.setattr(torch.ops.mkldnn, "_linear_pointwise", counting)
    return found


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("shape", [(64, 24), (2, 50, 24), (1, 2, 2, 3, 3, 4, 24)])
def test_it_says_what_torchs_layer_says(shape, bias, counted):
    plain, ours = layer(bias=bias)
    given = torch.randn(shape)
    by_hand = given.double() @ plain.weight.double().T + (plain.bias.double() if bias else 0)
    made = ours(given)
    assert counted == [True]
    torch.testing.assert_close(made.double(), by_hand, atol=1e-5, rtol=1e-5)


def test_a_view_is_read_as_it_is_seen(counted):
    plain, ours = layer()
    given = torch.randn(24, 64).T
    torch.testing.assert_close(ours(given), plain(given), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("shape", [(64, 24), (2, 50, 24)])
def test_the_gradient_of_the_input_is_the_closed_form(shape, counted):
    _plain, ours = layer()
    given, slope = torch.randn(shape).requires_grad_(), torch.randn(*shape[:-1], 40)
    ours(given).backward(slope)
    assert counted == [True, True]  # there and back
    by_hand = slope.double() @ ours.weight.double()
    torch.testing.assert_close(given.grad.double(), by_hand, atol=1e-5, rtol=1e-5)


def test_the_gradient_of_the_gradient_is_torchs(counted):
    found = []
    for one in layer():
        given = torch.linspace(-1, 1, 64 * 24).view(64, 24).requires_grad_()
        (first,) = torch.autograd.grad(one(given).square().sum(), given, create_graph=True)
        found.extend(torch.autograd.grad(first.square().sum(), given))
    assert counted
    torch.testing.assert_close(*found)


def test_a_layer_that_learns_goes_torchs_way(counted):
    plain, ours = layer()
    given = torch.randn(64, 24)
    for one in (plain, ours):
        one.weight.requires_grad_()
        one(given).sum().backward()
    assert not counted
    assert torch.equal(plain.weight.grad, ours.weight.grad)


def test_a_row_alone_and_half_precision_go_torchs_way(counted):
    _plain, ours = layer()
    ours(torch.randn(1, 24))
    assert ours.double()(torch.randn(64, 24).double()).dtype == torch.float64
    assert not counted


@pytest.mark.parametrize("slow", [True, False])
def test_layers_are_changed_only_where_mkl_is_slow_and_keep_their_weights(slow, monkeypatch):
    monkeypatch.setattr(linear, "mkl_is_slow", lambda: slow)
    module = nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.Linear(4, 5)), nn.GELU())
    before = [id(parameter) for parameter in module.parameters()]
    assert quick(module) is module
    kinds = [type(part) for part in module.modules() if isinstance(part, nn.Linear)]
    assert kinds == [Linear if slow else nn.Linear] * 2
    assert [id(parameter) for parameter in module.parameters()] == before
