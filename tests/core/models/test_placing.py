import pytest
import timm
import torch
from torch import nn

from tests.core.families import WINDOWED, noise, small
from tests.core.models.test_following import BLURRED, Blurring
from vitviz.core.attention.capture import capture
from vitviz.core.attention.tap import AttentionTap
from vitviz.core.attention.trace import attention
from vitviz.core.models.load import load
from vitviz.core.models.placing import places_of
from vitviz.errors import ModelError


def cut(grid, window, shift=(0, 0)):
    """The token at each place, in plain loops: the grid rolled back by the shift, then tiled."""
    (rows, cols), (high, wide) = grid, window
    return [
        [
            (top + y + shift[0]) % rows * cols + (left + x + shift[1]) % cols
            for y in range(high)
            for x in range(wide)
        ]
        for top in range(0, rows, high)
        for left in range(0, cols, wide)
    ]


def with_gaps(grid, size):
    """MaxViT's grid attention: a window takes every (rows / size)-th row and column."""
    (rows, cols), (high, wide) = grid, size
    step = rows // high, cols // wide
    return [
        [(y * step[0] + top) * cols + x * step[1] + left for y in range(high) for x in range(wide)]
        for top in range(step[0])
        for left in range(step[1])
    ]


@pytest.mark.parametrize("family", ["swin", "swin v2", "swin v2 cr"])
def test_swins_windows_are_tiles_and_in_every_second_layer_shifted(family):
    vit = small(family)
    for call in vit.calls:
        block = vit.module.get_submodule(call.name.rpartition(".")[0])
        known = cut(call.grid, block.window_size, block.shift_size)
        assert call.windows.places.tolist() == known
    assert vit.module.get_submodule(vit.calls[1].name.removesuffix(".attn")).shift_size == (2, 2)


def test_maxvits_windows_are_tiles_and_grids_with_gaps():
    first, second, *_ = small("maxvit").calls
    assert first.windows.places.tolist() == cut(first.grid, (2, 2))
    assert second.windows.places.tolist() == with_gaps(second.grid, (2, 2))


def test_sams_windows_are_tiles_and_its_global_layers_have_none():
    first, second = small("sam windows").calls
    assert first.windows.places.tolist() == cut((4, 6), (2, 2))
    assert (second.windows, second.grid) == (None, (4, 6))


@pytest.mark.parametrize("family", WINDOWED)
def test_a_token_that_changes_changes_those_that_look_at_it(family):
    """Asked of the module itself: where its attention's output lies on the grid after a change."""
    vit = small(family)
    module, (first, second, *_) = vit.module, vit.calls
    call = first if second.windows is None else second
    layer = capture(vit, noise(vit)).layers[vit.calls.index(call)]
    token = layer.grid[1] + 1
    block = module.get_submodule(call.name.rpartition(".")[0])
    given, made = [], []
    hooks = [
        block.register_forward_pre_hook(lambda _, inputs: given.append(inputs[0])),
        block.register_forward_hook(lambda _, __, output: made.append(output)),
    ]
    try:
        with torch.no_grad():
            module(noise(vit))
            last = given[0].shape[3] == block.norm1.weight.shape[0]  # channels
            other = given[0].clone()
            (other if last else other.permute(0, 2, 3, 1))[0, 1, 1] *= -1
            block(other)
    finally:
        for hook in hooks:
            hook.remove()
    moved = (made[1] - made[0]).abs().amax(dim=3 if last else 1).flatten()
    looks = attention(layer)[:, :, token].amax(dim=0)
    looks[token] = 1  # its residual path
    assert set((moved > 1e-5).nonzero().flatten().tolist()) == set(
        (looks > 1e-7).nonzero().flatten().tolist()
    )


def test_windows_beyond_the_grid_are_placed_and_what_pads_them_comes_last():
    arguments = {"depths": (1, 1), "num_heads": (2, 3), "embed_dim": 24, "img_size": 64}
    name = "swin_tiny_patch4_window7_224"
    first, second = load(name, weights="random", device="cpu", arguments=arguments).calls
    for call in (first, second):
        side = call.grid[0]
        padded = cut((-(-side // 7) * 7,) * 2, (7, 7))
        known = [
            [place // wide * side + place % wide if max(divmod(place, wide)) < side else None
             for place in window]
            for window in padded
            for wide in [-(-side // 7) * 7]
        ]  # fmt: skip
        within = torch.where(call.windows.places < side**2, call.windows.places, -1)
        assert within.tolist() == [[-1 if at is None else at for at in each] for each in known]


def test_hieras_mask_units_are_where_it_rolls_them_up_again():
    """Against the module's own way back: its `reroll` lays numbers that say where they stood."""
    vit = small("hiera")
    for index, call in enumerate(vit.calls):
        windows, positions = call.windows.keys.shape
        own = vit.module.get_submodule(call.name)
        given = torch.arange(windows * positions)[None, :, None]
        before = max(index - 1, 0) if own.q_stride > 1 else index
        laid = vit.module.reroll(given, before).flatten()
        order = torch.empty_like(laid)
        order[laid] = torch.arange(len(laid))  # where each row that it is given lies
        if own.use_mask_unit_attn:
            order = order.view(positions, windows).T
        assert torch.equal(call.windows.keys, order.reshape(windows, positions))


def test_tnts_pixels_are_windows_of_a_patch_each():
    vit = small("tnt")
    inner, outer = vit.calls[:2]
    assert inner.windows.places.tolist() == cut((16, 16), (4, 4))
    assert (outer.windows, outer.grid, outer.prefix) == (None, (4, 4), 1)


def test_davits_windows_are_tiles_however_many_convolutions_lie_before_them():
    """Followed from the photo, the tokens of its later blocks cannot be told apart."""
    arguments = {
        "depths": (1, 1, 5, 1),
        "embed_dims": (16, 16, 32, 32),
        "num_heads": (2, 2, 2, 2),
        "num_classes": 7,
    }
    vit = load("davit_tiny", weights="random", device="cpu", arguments=arguments)
    *most, last = vit.calls
    assert [call.grid for call in most] == [(56, 56), (28, 28), *[(14, 14)] * 5]
    for call in most:
        assert call.windows.places.tolist() == cut(call.grid, (7, 7))
    assert (last.grid, last.windows) == ((7, 7), None)
    assert len(vit.unseen) == len(vit.calls)  # the attention of channels


def test_mobilevits_windows_take_every_second_row_and_column():
    for call in load("mobilevit_xxs", weights="random", device="cpu").calls:
        rows, cols = call.grid
        assert call.windows.places.tolist() == with_gaps(call.grid, (rows // 2, cols // 2))


def test_pooled_grids_are_told_from_those_that_ask():
    assert [(call.grid, call.key_grid) for call in small("pvt").calls] == [
        ((16, 16), (2, 2)),
        ((8, 8), (2, 2)),
        ((4, 4), (2, 2)),
        ((2, 2), None),
    ]
    down = [(call.grid, call.key_grid) for call in small("levit").calls if call.key_grid]
    assert down == [((4, 4), (8, 8)), ((2, 2), (4, 4))]


def test_no_hook_is_left_on_the_module():
    for part in small("swin").module.modules():
        assert not part._forward_hooks
        assert not part._forward_pre_hooks


def test_timms_own_module_says_the_same_as_the_opened_one():
    """Probing changes nothing: the logits are those of a module that was never opened."""
    name, arguments = WINDOWED["swin"]
    torch.manual_seed(0)
    vit = load(name, weights="random", device="cpu", arguments=arguments)
    plain = timm.create_model(name, pretrained=False, **arguments).eval()
    plain.load_state_dict(vit.module.state_dict())
    with torch.no_grad():
        apart = plain(noise(vit)) - vit.module(noise(vit))
    assert float(apart.abs().max()) < 1e-5


def test_channels_with_a_softmax_each_over_the_tokens_are_no_queries():
    with pytest.raises(ModelError) as caught:
        load("coat_lite_tiny", weights="random", arguments={"img_size": 64})
    assert caught.value.reason == "channel_attention"


class Blurred(Blurring):
    """Nothing of a token is its own: convolutions, and no residual path beside them."""

    def __init__(self):
        super().__init__(depth=0)
        self.blurs = nn.ModuleList(nn.Conv2d(16, 16, 7, padding=3) for _ in range(2))

    def forward(self, pixels):
        tokens = self.stem(pixels)
        for blur in self.blurs:
            tokens = blur(tokens)
        rows = tokens.flatten(2).mT[:, BLURRED]
        return self.attend(rows, rows)


def test_tokens_that_can_hardly_be_told_apart_are_placed_rightly_or_not_at_all():
    module, calls = Blurred().eval(), []
    pixels = torch.randn(1, 3, 48, 80, generator=torch.Generator().manual_seed(0))
    with torch.no_grad(), AttentionTap(calls.append):
        module(pixels)
    (found,) = places_of(module, pixels, ["blurs.0"], calls)
    assert found is None or torch.equal(found.windows.places, BLURRED[None])
