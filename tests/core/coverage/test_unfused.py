import pytest
import torch

from tests.core.families import noise, small
from vitviz.core.coverage.unfused import unfused


def test_rows_of_its_maps_sum_to_1_and_logits_are_the_models_own():
    vit = small("vit")
    found = unfused(vit, noise(vit), None)
    assert found.slopes == ()
    for known in found.maps:
        torch.testing.assert_close(known.sum(-1), torch.ones_like(known[..., 0]))
    with torch.no_grad():
        plain = vit.module(noise(vit))[0].double()
    torch.testing.assert_close(found.logits, plain, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", ["vit", "convit"])
def test_a_slope_is_what_a_small_change_of_the_weight_makes(family, monkeypatch):
    """By a difference quotient: one weight of the last map that the head reads is made larger."""
    vit, step = small(family), 1e-4
    known, head, key = unfused(vit, noise(vit), 3), 1, 2
    name = vit.calls[-1].name
    shape = known.maps[-1].shape

    def changed(_module, given):
        bump = torch.zeros(1, *shape, dtype=torch.float64)
        bump[0, head, 0, key] = step
        return (given[0] + bump,)

    from vitviz.core.coverage import unfused as own

    original = own.copy.deepcopy

    def copied(module, *memo):
        made = original(module, *memo)
        if memo:
            return made
        made.get_submodule(name).attn_drop.register_forward_pre_hook(changed)
        return made

    monkeypatch.setattr(own.copy, "deepcopy", copied)
    moved = unfused(vit, noise(vit), None).logits[3] - known.logits[3]
    assert float(moved / step) == pytest.approx(float(known.slopes[-1][head, 0, key]), rel=1e-4)


def test_nothing_is_changed_on_the_model():
    vit = small("vit")
    unfused(vit, noise(vit), 1)
    assert all(block.attn.fused_attn for block in vit.module.blocks)
    assert next(vit.module.parameters()).dtype == torch.float32
