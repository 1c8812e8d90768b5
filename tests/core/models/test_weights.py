import zipfile

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from vitviz.core.models.weights import fill
from vitviz.errors import ModelError


def a_module():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))


def saved(path, state=None, dtype=torch.float16):
    state = state or a_module().state_dict()
    save_file({name: value.to(dtype).clone() for name, value in state.items()}, path)
    return path


def damage_of(path, promised=None, module=None):
    module = module or nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    before = [parameter.clone() for parameter in module.parameters()]
    with pytest.raises(ModelError) as caught:
        fill(module, path, promised)
    assert all(torch.equal(*pair) for pair in zip(before, module.parameters(), strict=True))
    assert caught.value.facts["file"] == str(path)
    return caught.value.reason, caught.value.facts.get("what")


def test_half_precision_weights_are_cast_to_the_modules_own_type(tmp_path):
    module, source = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)), a_module()
    fill(module, saved(tmp_path / "w.safetensors"))
    assert module[0].weight.dtype == torch.float32
    assert torch.equal(module[0].weight, source[0].weight.half().float())


def test_a_size_and_a_hash_that_hold_are_accepted(tmp_path):
    import hashlib

    path = saved(tmp_path / "w.safetensors")
    data = path.read_bytes()
    fill(a_module(), path, {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})


@pytest.mark.parametrize("wrap", [dict, lambda state: {"model": state, "epoch": 3}])
def test_a_pth_of_nothing_but_tensors_is_read(tmp_path, wrap):
    source, module = a_module(), nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    state = {f"module.{name}": value for name, value in source.state_dict().items()}
    torch.save(wrap(state), tmp_path / "w.pth")
    fill(module, tmp_path / "w.pth")
    assert torch.equal(module[0].weight, source[0].weight)


def test_counters_of_training_steps_may_be_missing(tmp_path):
    state = a_module().state_dict()
    del state["1.num_batches_tracked"]
    fill(a_module(), saved(tmp_path / "w.safetensors", state))


def test_a_missing_file_is_named(tmp_path):
    assert damage_of(tmp_path / "none.safetensors") == ("weights_missing", None)


def test_a_truncated_file_is_told_by_its_size(tmp_path):
    path = saved(tmp_path / "w.safetensors")
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[: size // 2])
    assert damage_of(path, {"bytes": size}) == ("weights_damaged", "bytes")
    assert damage_of(path) == ("weights_damaged", "unreadable")


def test_a_file_that_is_cut_between_its_directory_and_its_numbers_is_unreadable(tmp_path):
    torch.save(a_module().state_dict(), tmp_path / "w.pth")
    data = bytearray((tmp_path / "w.pth").read_bytes())
    with zipfile.ZipFile(tmp_path / "w.pth") as archive:
        entry = archive.getinfo("w/data/0")
    length = entry.header_offset + 28  # of the extra field before the numbers
    data[length : length + 2] = b"\xff\xff"
    (tmp_path / "w.pth").write_bytes(data)
    assert damage_of(tmp_path / "w.pth") == ("weights_damaged", "unreadable")


def test_an_altered_byte_is_told_by_the_hash(tmp_path):
    import hashlib

    path = saved(tmp_path / "w.safetensors")
    data = bytearray(path.read_bytes())
    promised = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    data[-1] ^= 1
    path.write_bytes(data)
    assert damage_of(path, promised) == ("weights_damaged", "sha256")


@pytest.mark.parametrize("name", ["w.safetensors", "w.pth"])
@pytest.mark.parametrize("data", [b"\x80\x02.", b"\x80\x02s", b"\x00" * 20])
def test_what_is_no_file_of_weights_is_unreadable(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert damage_of(tmp_path / name) == ("weights_damaged", "unreadable")


@pytest.mark.parametrize("content", [[1, 2], {"a": 3}, torch.zeros(2), {1: torch.zeros(2)}])
def test_a_pth_that_holds_no_table_of_tensors_is_told(tmp_path, content):
    torch.save(content, tmp_path / "w.pth")
    assert damage_of(tmp_path / "w.pth") == ("weights_none", None)


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.pop("0.bias"),
        lambda state: state.update({"0.weight": torch.zeros(4, 5)}),
    ],
)
def test_weights_of_another_model_are_told_by_their_names_and_shapes(tmp_path, change):
    state = a_module().state_dict()
    change(state)
    path = saved(tmp_path / "w.safetensors", state)
    assert damage_of(path) == ("weights_do_not_fit", None)


def test_a_tensor_more_is_left_out_and_named(tmp_path):
    state = a_module().state_dict() | {"extra": torch.zeros(1)}
    loaded = fill(a_module(), saved(tmp_path / "w.safetensors", state))
    assert loaded.dropped == ("extra",)


def test_no_name_in_common_is_told_with_the_first_of_both_sides(tmp_path):
    path = saved(tmp_path / "w.safetensors", {"other": torch.zeros(1)})
    with pytest.raises(ModelError) as caught:
        fill(a_module(), path)
    assert caught.value.facts["unknown"] == "other"
    assert str(caught.value.facts["missing"]).startswith("0.weight, 0.bias, 1.weight")


def test_names_outside_of_the_prefix_that_fits_best_are_told_among_those_without_a_partner(
    tmp_path,
):
    state = {"x.0.weight": torch.zeros(1), "y.weight": torch.zeros(1)}
    with pytest.raises(ModelError) as caught:
        fill(a_module(), saved(tmp_path / "w.safetensors", state))
    assert caught.value.facts["unknown"] == "y.weight"


def test_tensors_that_claim_more_than_the_file_holds_are_refused(tmp_path):
    module = nn.ModuleList(nn.Linear(100, 100, bias=False) for _ in range(8))
    shared = torch.zeros(100, 100)
    torch.save({f"{k}.weight": shared for k in range(8)}, tmp_path / "w.pth")
    assert damage_of(tmp_path / "w.pth", module=module) == ("weights_too_many", None)
