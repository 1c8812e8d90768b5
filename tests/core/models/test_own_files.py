import pytest
import timm
import torch
from safetensors.torch import save_file

from tests.core.models.training_files import (
    ARCHITECTURE,
    HEADS,
    KINDS,
    source,
    timm_training,
    under,
    weights,
)
from vitviz.core.models.own_files import open_file
from vitviz.errors import ModelError


def opened(saved, tmp_path, table=None, given=HEADS, architecture=ARCHITECTURE, **options):
    path = tmp_path / "w.pth"
    torch.save(saved, path, **options)
    return open_file(architecture, path, given, table)


def holds(module, state):
    own = module.state_dict()
    return own.keys() == state.keys() and all(torch.equal(own[name], state[name]) for name in own)


def refusal(saved, tmp_path, **options):
    with pytest.raises(ModelError) as caught:
        opened(saved, tmp_path, **options)
    return caught.value


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_training_file_opens_bit_for_bit(kind, zipped, tmp_path):
    save, table = KINDS[kind]
    options = {"_use_new_zipfile_serialization": zipped}
    module, loaded = opened(save(weights()), tmp_path, **options)
    assert holds(module, weights())
    assert (loaded.table, loaded.others) == (table, ())


def test_safetensors_open_bit_for_bit_whatever_the_file_is_called(tmp_path):
    for name in ("w.safetensors", "w.bin"):
        save_file(under("model.", weights()), tmp_path / name)
        module, loaded = open_file(ARCHITECTURE, tmp_path / name, HEADS)
        assert holds(module, weights())
        assert loaded.table == "model"


@pytest.mark.parametrize(
    ("names", "taken", "other"),
    [
        (("state_dict", "state_dict_ema"), "state_dict_ema", "state_dict"),
        (("model", "model_ema"), "model_ema", "model"),
        (("params", "params_ema"), "params_ema", "params"),
        (("student", "teacher"), "teacher", "student"),
    ],
)
def test_of_two_tables_the_averaged_one_is_taken_and_the_other_offered(
    names, taken, other, tmp_path
):
    saved = {name: weights(seed) for seed, name in enumerate(names)}
    module, loaded = opened(saved, tmp_path)
    assert (loaded.table, loaded.others) == (taken, (other,))
    assert holds(module, saved[taken])
    module, loaded = opened(saved, tmp_path, table=other)
    assert (loaded.table, loaded.others) == (other, (taken,))
    assert holds(module, saved[other])


def test_a_table_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    error = refusal(timm_training(weights(), weights(1)), tmp_path, table="teacher")
    assert error.reason == "weights_no_such_table"
    assert error.facts["known"] == "'state_dict_ema', 'state_dict'"


def test_what_the_shapes_decide_need_not_be_given(tmp_path):
    _, loaded = opened(weights(), tmp_path)
    assert loaded.inferred == {"num_classes": 5, "depth": 2, "img_size": (64, 64)}
    assert opened(weights(), tmp_path, given={**HEADS, "depth": 2})[1].inferred.keys() == {
        "num_classes", "img_size"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("architecture", "arguments"),
    [
        (ARCHITECTURE, {"patch_size": 8}),
        (ARCHITECTURE, {"reg_tokens": 3}),
        ("vit_little_patch16_reg4_gap_256", {"reg_tokens": 2}),
        (ARCHITECTURE, {"class_token": False, "global_pool": "avg"}),
        (ARCHITECTURE, {"global_pool": "avg"}),
        (ARCHITECTURE, {"qkv_bias": False}),
        (ARCHITECTURE, {"qk_norm": True}),
        (ARCHITECTURE, {"init_values": 1e-5}),
        (ARCHITECTURE, {"mlp_ratio": 2.0}),
        (ARCHITECTURE, {"pre_norm": True}),
        (ARCHITECTURE, {"num_classes": 0}),
        ("deit_tiny_distilled_patch16_224", {}),
        ("vit_small_patch14_dinov2", {"img_size": 56}),
    ],
)
def test_a_model_of_other_parts_is_built_as_its_file_asks(architecture, arguments, tmp_path):
    made = source(architecture, **arguments)
    module, _ = opened(made.state_dict(), tmp_path, architecture=architecture)
    assert holds(module, made.state_dict())
    pixels = torch.randn(1, 3, *made.patch_embed.img_size)
    assert torch.equal(module.eval()(pixels), made.eval()(pixels))


def test_a_width_is_not_taken_over_without_the_heads_that_share_it(tmp_path):
    error = refusal(weights(), tmp_path, given={})
    assert error.reason == "weights_do_not_fit"
    assert "(24, 3, 16, 16) ≠ (192, 3, 16, 16)" in str(error.facts["shapes"])


def test_positions_are_resampled_to_the_size_that_the_caller_asks_for(tmp_path):
    module, loaded = opened(weights(), tmp_path, given={**HEADS, "img_size": 96})
    assert [note.facts for note in loaded.notes if note.reason == "positions_resampled"] == [
        {"old": (4, 4), "new": (6, 6)}
    ]
    table = weights()["pos_embed"]
    grid = table[0, 1:].T.reshape(1, 24, 4, 4)
    grown = torch.nn.functional.interpolate(grid, size=(6, 6), mode="bicubic", antialias=True)
    expected = torch.cat([table[0, :1], grown[0].flatten(1).T])
    assert torch.allclose(module.pos_embed[0], expected, atol=1e-6)


@pytest.mark.parametrize(
    "kind", [torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float64]
)
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_numbers_of_other_kinds_become_those_that_the_model_computes_with(kind, suffix, tmp_path):
    saved = {name: each.to(kind) for name, each in weights().items()}
    path = tmp_path / f"w{suffix}"
    (torch.save if suffix == ".pth" else save_file)(saved, path)
    module, loaded = open_file(ARCHITECTURE, path, HEADS)
    assert holds(module, {name: each.float() for name, each in saved.items()})
    assert loaded.notes[-1].facts == {"kinds": str(kind).removeprefix("torch.")}


def test_numbers_that_are_none_are_refused_with_their_tensor_and_count(tmp_path):
    broken = weights()["blocks.1.attn.qkv.weight"].clone()
    broken[0, :3] = torch.tensor([torch.nan, torch.inf, -torch.inf])
    error = refusal(weights() | {"blocks.1.attn.qkv.weight": broken}, tmp_path)
    assert (error.reason, error.facts["tensor"], error.facts["count"]) == (
        "weights_not_finite", "blocks.1.attn.qkv.weight", 3
    )  # fmt: skip


def test_whole_numbers_are_refused_with_their_tensor_and_kind(tmp_path):
    whole = weights()["blocks.0.mlp.fc1.weight"].to(torch.int8)
    error = refusal(weights() | {"blocks.0.mlp.fc1.weight": whole}, tmp_path)
    assert (error.reason, error.facts["tensor"], error.facts["kind"]) == (
        "weights_not_floating", "blocks.0.mlp.fc1.weight", "int8"
    )  # fmt: skip


def test_a_file_without_a_classifier_opens_without_classes_and_says_so(tmp_path):
    state = {name: each for name, each in weights().items() if not name.startswith("head.")}
    module, loaded = opened(state, tmp_path)
    assert module.num_classes == 0
    assert "headless" in [note.reason for note in loaded.notes]


def test_what_the_model_has_no_place_for_is_dropped_and_named(tmp_path):
    extra = {"mask_token": torch.zeros(1, 24), "decoder.weight": torch.zeros(3)}
    module, loaded = opened(weights() | extra, tmp_path)
    assert holds(module, weights())
    assert loaded.dropped == ("mask_token", "decoder.weight")
    assert [note.reason for note in loaded.notes if "dropped" in note.reason] == ["dropped"]


def test_adapters_inside_the_models_parts_are_cautioned_about(tmp_path):
    extra = {"blocks.0.attn.qkv.lora_A": torch.zeros(2, 24)}
    _, loaded = opened(weights() | extra, tmp_path, given={**HEADS, "depth": 2})
    note = next(note for note in loaded.notes if note.reason == "dropped_within")
    assert note.facts == {"count": 1, "names": "blocks.0.attn.qkv.lora_A"}


@pytest.mark.parametrize("names", ["torchvision", "transformers"])
def test_weights_under_other_names_are_refused_with_the_first_of_both_sides(names, tmp_path):
    words = {"torchvision": "encoder.layers.encoder_layer_", "transformers": "vit.encoder.layer."}
    state = {name.replace("blocks.", words[names]): each for name, each in weights().items()}
    error = refusal(state, tmp_path)
    assert error.reason == "weights_do_not_fit"
    assert str(error.facts["missing"]).startswith("blocks.0.norm1.weight, blocks.0.norm1.bias")
    assert str(error.facts["unknown"]).startswith(f"{words[names]}0.norm1.weight")


def test_a_distilled_models_file_is_refused_by_its_plain_sibling(tmp_path):
    state = source("deit_tiny_distilled_patch16_224").state_dict()
    error = refusal(state, tmp_path, architecture="deit_tiny_patch16_224")
    assert error.reason == "weights_do_not_fit"
    assert "pos_embed" in str(error.facts["shapes"])


def test_a_model_that_timm_cannot_sketch_without_numbers_opens_too(tmp_path, monkeypatch):
    create = timm.create_model

    def only_with_numbers(*arguments, **options):
        if torch.empty(0).device.type == "meta":
            raise RuntimeError("not on the meta device")
        return create(*arguments, **options)

    monkeypatch.setattr(timm, "create_model", only_with_numbers)
    assert holds(opened(weights(), tmp_path)[0], weights())


def test_a_convolutional_network_opens_with_its_own_number_of_classes(tmp_path):
    made = timm.create_model("test_convnext", num_classes=3)
    module, loaded = opened({"model": made.state_dict()}, tmp_path, "model", {}, "test_convnext")
    assert holds(module, made.state_dict())
    assert loaded.inferred == {"num_classes": 3}
