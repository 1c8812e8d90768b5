import pytest
import torch
from torch import nn

from vitviz.core.attention.tap import AttentionTap
from vitviz.core.models.multihead import Multihead, hidden_multihead, show_multihead

WIDE, HEADS = 12, 3


def attention(**made):
    """torch's own module with random biases, in inference, and the same one shown to taps."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        plain = nn.MultiheadAttention(WIDE, HEADS, **made).eval().requires_grad_(False)
        for each in plain.parameters():
            nn.init.normal_(each)
    shown = nn.MultiheadAttention(WIDE, HEADS, **made).eval().requires_grad_(False)
    shown.load_state_dict(plain.state_dict())
    show_multihead(shown)
    return plain, shown


def tokens(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("made", [
    {"batch_first": True}, {"batch_first": False}, {"batch_first": True, "bias": False},
    {"batch_first": True, "kdim": 8, "vdim": 6},
])  # fmt: skip
@pytest.mark.parametrize("average", [True, False])
def test_tokens_and_weights_are_those_of_torchs_own_and_one_call_is_seen(made, average):
    plain, shown = attention(**made)
    given = (
        tokens(2, 5, WIDE),
        tokens(2, 7, made.get("kdim", WIDE)),
        tokens(2, 7, made.get("vdim", WIDE)),
    )
    given = given if made["batch_first"] else [each.transpose(0, 1) for each in given]
    seen = []
    with AttentionTap(seen.append):
        found = shown(*given, average_attn_weights=average)
    for one, other in zip(found, plain(*given, average_attn_weights=average), strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)
    assert [tuple(call.queries.shape) for call in seen] == [(2, HEADS, 5, WIDE // HEADS)]
    assert seen[0].owner is shown


def test_weights_that_nobody_needs_are_not_made():
    plain, shown = attention(batch_first=True)
    given = tokens(1, 4, WIDE)
    assert shown(given, given, given, need_weights=False)[1] is None
    assert plain(given, given, given, need_weights=False)[1] is None


def test_what_has_a_mask_stays_torchs_own():
    plain, shown = attention(batch_first=True)
    given, mask = tokens(1, 4, WIDE), torch.eye(4, dtype=torch.bool)
    seen = []
    with AttentionTap(seen.append):
        found = shown(given, given, given, attn_mask=mask)[0]
    torch.testing.assert_close(found, plain(given, given, given, attn_mask=mask)[0])
    assert not seen


@pytest.mark.parametrize("first", [True, False])
def test_a_transformer_layer_of_torch_gives_the_same_and_shows_its_attention(first):
    layer = nn.TransformerEncoderLayer(WIDE, 2, 24, batch_first=True, norm_first=first).eval()
    layer.requires_grad_(False)
    given, seen = tokens(1, 6, WIDE), []
    with torch.no_grad():
        before = layer(given)
        show_multihead(layer)
        with AttentionTap(seen.append):
            torch.testing.assert_close(layer(given), before, atol=1e-5, rtol=1e-4)
    assert len(seen) == 1
    assert isinstance(layer.self_attn, Multihead)


def test_a_class_made_from_it_stays_hidden():
    class Own(nn.MultiheadAttention):
        pass

    own = Own(WIDE, HEADS)
    show_multihead(own)
    assert hidden_multihead(own)
    assert not hidden_multihead(attention()[1])
