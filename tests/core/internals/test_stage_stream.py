import pytest
import torch

from tests.core.families import hooked, noise, small
from vitviz.core.internals.stage_stream import BlockTokens, stage_stream
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.errors import ArgumentError, ModelError, SizeError

SEVERAL = ("swin", "swin v2 cr", "hiera", "pit", "levit", "pvt", "pvt v2", "twins", "maxvit")
FINEST = (4, 6)


def block(tokens, grid=(2, 3)):
    return BlockTokens("blocks.0", grid, tokens)


@pytest.mark.parametrize("family", SEVERAL)
def test_every_block_has_a_token_for_each_patch_of_its_own_grid(family):
    vit = small(family)
    found = stage_stream(vit, noise(vit))
    grids = [each.grid for each in found]
    assert len(set(grids)) > 1
    assert sorted(grids, reverse=True) == grids  # stages only become coarser
    assert all(len(each.tokens) == each.grid[0] * each.grid[1] for each in found)


def test_norms_of_swin_are_those_of_plain_hooks_on_its_blocks():
    vit = small("swin")
    found = stage_stream(vit, noise(vit))
    met, _ = hooked(vit, [each.name for each in found])
    for each in found:
        known = met[each.name][0]  # rows, columns, numbers
        assert tuple(known.shape[:2]) == each.grid
        torch.testing.assert_close(each.norms, known.flatten(0, 1).square().sum(-1).sqrt())


def test_norms_of_pvt_are_those_of_plain_hooks_on_its_blocks():
    vit = small("pvt")
    found = stage_stream(vit, noise(vit))
    met, _ = hooked(vit, [each.name for each in found])
    for each in found:
        known = met[each.name][0]  # tokens, numbers
        torch.testing.assert_close(each.norms, known.square().sum(-1).sqrt())


def test_a_similarity_is_the_cosine_with_the_token_that_covers_the_patch():
    vit = small("swin")
    found = stage_stream(vit, noise(vit))
    finest = found[0].grid
    patch = (finest[0] - 1) * finest[1] + 3
    for each in found:
        step = finest[0] // each.grid[0]
        row, col = (finest[0] - 1) // step, 3 // step
        query = each.tokens[row * each.grid[1] + col]
        known = [torch.dot(one, query) / (one.norm() * query.norm()) for one in each.tokens]
        torch.testing.assert_close(each.similarity(patch, finest), torch.stack(known))


# How tokens lie in what a block is given and gives.
LAID = {
    "swin": lambda held: held[0].flatten(0, 1),
    "pit": lambda held: held[0, 1:],
    "pvt v2": lambda held: held[0],
    "levit, channels first": lambda held: held[0].flatten(1).T,
    "tnt": lambda held: held[1][0, 1:],  # the pixels' tokens go along
}


@pytest.mark.parametrize("family", LAID)
def test_what_a_block_adds_is_what_plain_hooks_see_leave_it_less_what_enters_it(family):
    vit = small(family)
    found = stage_stream(vit, noise(vit))
    own, entered, left = clone_sharing_weights(vit).module, {}, {}
    for each in found:
        part = own.get_submodule(each.name)
        part.register_forward_pre_hook(
            lambda _, given, n=each.name: (
                entered.update(
                    {n: given[0].clone() if len(given) == 1 else [one.clone() for one in given]}
                )
                if all(isinstance(one, torch.Tensor) for one in given)
                else entered.update({n: given[0].clone()})
            )
        )
        part.register_forward_hook(lambda _, __, made, n=each.name: left.update({n: made}))
    with torch.no_grad():
        own(noise(vit))
    for each in found:
        before, after = (LAID[family](held[each.name]) for held in (entered, left))
        known = [(b - a).square().sum().sqrt() / a.square().sum().sqrt()
                 for a, b in zip(before, after, strict=True)]  # fmt: skip
        torch.testing.assert_close(each.added, torch.stack(known))


def test_what_a_block_adds_in_place_is_seen_too():
    vit = clone_sharing_weights(small("swin"))
    block = vit.module.get_submodule("layers.0.blocks.1")
    known = {each.name: each.added for each in stage_stream(vit, noise(vit))}
    computed = block.forward
    block.forward = lambda x: x.copy_(computed(x))
    found = {each.name: each.added for each in stage_stream(vit, noise(vit))}
    torch.testing.assert_close(found["layers.0.blocks.1"], known["layers.0.blocks.1"])


def test_hieras_tokens_are_compared_in_the_order_of_its_windows():
    vit = small("hiera")
    found = stage_stream(vit, noise(vit))
    added = {each.name: each.added for each in found}
    own, met = clone_sharing_weights(vit).module, {}
    block = own.blocks[0]
    block.register_forward_pre_hook(lambda _, given: met.update(before=given[0].clone()))
    block.register_forward_hook(lambda _, __, made: met.update(after=made))
    with torch.no_grad():
        own(noise(vit))
    ratio = (met["after"] - met["before"]).norm(dim=-1) / met["before"].norm(dim=-1)
    torch.testing.assert_close(added["blocks.0"].sort().values, ratio[0].sort().values)
    assert added["blocks.1"] is None  # it pools its queries: another grid, another width


def test_a_block_that_changes_the_grid_or_the_width_has_nothing_to_compare():
    vit = small("coatnet")
    found = {each.name: each.added for each in stage_stream(vit, noise(vit))}
    assert [name for name, added in found.items() if added is None] == [
        "stages.2.blocks.0", "stages.3.blocks.0"
    ]  # fmt: skip


def test_tokens_of_another_width_cannot_have_entered():
    with pytest.raises(ArgumentError, match="broken_invariant"):
        BlockTokens("blocks.0", (2, 3), torch.ones(6, 4), torch.ones(6, 3))


@pytest.mark.parametrize("patch", [-1, 24])
def test_a_patch_that_is_not_on_the_grid_is_refused(patch):
    with pytest.raises(ArgumentError, match="no_such_patch"):
        block(torch.ones(6, 4)).similarity(patch, FINEST)


def test_one_long_token_is_an_outlier_of_its_block():
    tokens = torch.eye(6)
    tokens[4] *= 50
    assert block(tokens).outliers.tolist() == [False, False, False, False, True, False]


def test_tokens_that_do_not_fill_the_grid_are_refused():
    with pytest.raises(ArgumentError, match="broken_invariant"):
        block(torch.ones(5, 4))


def test_a_size_that_the_model_does_not_take_is_refused():
    vit = small("swin")
    with pytest.raises(SizeError):
        stage_stream(vit, noise(vit, size=(50, 32)))


def test_a_model_of_one_grid_that_takes_several_sizes_is_read_on_the_grid_of_the_picture():
    vit = small("vit")
    pixels = noise(vit, size=(32, 64))
    assert vit.dynamic
    assert vit.size != (32, 64)
    (first, *_), twin = stage_stream(vit, pixels), clone_sharing_weights(vit).module
    met = []
    twin.blocks[0].register_forward_hook(lambda _module, _given, made: met.append(made))
    with torch.no_grad():
        twin(pixels)
    assert first.grid == (32 // vit.patch[0], 64 // vit.patch[1])
    assert torch.equal(first.tokens, met[0][0, vit.prefix :])


def test_a_block_without_a_token_for_each_patch_is_refused_by_that_reason():
    vit = clone_sharing_weights(small("swin"))
    last = vit.module.get_submodule("layers.1.blocks.1")
    last.register_forward_hook(lambda *given: given[2][:, :1])
    with pytest.raises(ModelError, match="no_patch_tokens"):
        stage_stream(vit, noise(vit))
