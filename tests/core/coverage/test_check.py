from dataclasses import replace

import pytest
import torch

from vitviz.core.attention.trace import attention
from vitviz.core.coverage import check
from vitviz.core.coverage.check import LIMITS, Found, examine
from vitviz.core.coverage.unfused import unfused
from vitviz.errors import ArgumentError, CaptureError

TINY = {"depth": 2, "embed_dim": 48, "num_heads": 3, "img_size": (48, 80), "num_classes": 7}


def test_a_vit_is_measured_at_its_size_and_at_another():
    found = examine("vit_tiny_patch16_224", TINY)
    assert (found.kind, found.family, found.undefined) == ("vit", "vision_transformer", "")
    assert found.sizes == ((48, 80), (96, 64))
    assert found.worst.keys() == LIMITS.keys() - {"grid"}
    assert found.holds, found.worst


def test_a_wrong_map_does_not_hold(monkeypatch):
    monkeypatch.setattr(check, "attention", lambda layer: attention(layer).flip(-1))
    found = examine("vit_tiny_patch16_224", TINY)
    assert found.worst["attention"] > LIMITS["attention"]
    assert not found.holds


def test_where_some_attention_is_not_seen_rollout_is_not_measured():
    found = examine("cait_xxs24_224", TINY)
    assert (found.undefined, found.holds) == ("unseen_attention", True)
    assert not {"rollout", "relevance"} & found.worst.keys()


def test_a_cnn_is_measured_by_the_grid_of_its_map():
    found = examine("test_convnext")
    assert (found.kind, found.worst["grid"], found.holds) == ("cnn", 0.0, True)


def test_a_refusal_holds_with_its_reason():
    found = examine("xcit_nano_12_p16_224", {"depth": 1})
    assert (found.kind, found.reason, found.family) == ("refused", "channel_attention", "xcit")
    assert found.holds


def test_windows_are_measured_at_two_sizes_and_without_what_goes_through_several_grids():
    arguments = {"depths": (2, 2), "num_heads": (2, 3), "embed_dim": 24, "window_size": 4}
    found = examine("swin_tiny_patch4_window7_224", arguments | {"img_size": (32, 32)})
    assert found.sizes == ((32, 32), (32, 64))
    assert (found.kind, found.undefined) == ("vit", "unequal_grids")
    assert found.worst.keys() == LIMITS.keys() - {"grid", "rollout", "relevance"}
    assert found.holds, found.worst


def test_pooled_queries_are_measured_by_the_rows_of_those_that_ask():
    arguments = {"stages": (1, 1, 1, 1), "embed_dim": 24, "num_heads": 1, "img_size": (64, 64)}
    found = examine("hiera_tiny_224", arguments)
    assert found.sizes == ((64, 64), (64, 128))
    assert (found.kind, found.undefined) == ("vit", "unequal_grids")
    assert found.holds, found.worst


def test_an_error_after_the_model_has_opened_is_no_refusal(monkeypatch):
    def fails(*_):
        raise CaptureError("unseen_attention", modules=())

    monkeypatch.setattr(check, "gradcam", fails)
    found = examine("test_convnext")
    assert (found.kind, found.family, found.holds) == ("failed", "convnext", False)


def test_padded_windows_open_without_rollout_and_are_not_taken_for_refused():
    arguments = {"depth": 2, "embed_dim": 48, "num_heads": 3, "img_size": (64, 80)}
    windows = {"window_size": 3, "global_attn_indexes": (1,)}
    found = examine("samvit_base_patch16", arguments | windows)
    assert (found.kind, found.undefined) == ("vit", "beyond_picture")
    assert found.holds, found.worst


def test_a_name_that_timm_does_not_have_does_not_hold():
    found = examine("no_such_model")
    assert (found.kind, found.holds) == ("refused", False)


def test_a_broken_invariant_is_a_failure_and_no_reason_to_refuse(monkeypatch):
    def fail(*_, **__):
        raise ArgumentError("broken_invariant", argument="grid", rule="not empty", got=(0, 0))

    monkeypatch.setattr(check, "load", fail)
    found = examine("vit_tiny_patch16_224")
    assert (found.kind, found.holds) == ("failed", False)


def test_an_error_that_nobody_foresaw_is_a_failure(monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("none")

    monkeypatch.setattr(check, "load", fail)
    found = examine("any")
    assert (found.kind, found.reason, found.holds) == ("failed", "ZeroDivisionError: none", False)


@pytest.mark.parametrize("number", [float("nan"), 1.0])
def test_a_difference_beyond_its_limit_or_none_at_all_does_not_hold(number):
    assert not Found("any", "vit", "vit", worst={"attention": number}).holds


def test_norms_that_have_seen_nothing_do_not_pass_for_inexact_maps():
    found = examine("visformer_tiny", {"img_size": 64, "embed_dim": 96, "depth": (2, 4, 4)})
    assert found.kind == "vit"
    assert found.holds, found.worst


def test_where_float32_takes_another_maximum_the_pass_in_float64_decides(monkeypatch):
    def worse_in_float32(vit, pixels, target, dtype):
        known = unfused(vit, pixels, target, dtype)
        wrong = tuple(2 * slope for slope in known.slopes)
        return replace(known, slopes=wrong) if dtype == torch.float32 else known

    monkeypatch.setattr(check, "unfused", worse_in_float32)
    found = examine("vit_tiny_patch16_224", TINY)
    assert found.worst["gradients"] < 1e-4


def test_of_differential_attention_all_is_measured_but_the_rollout():
    found = examine("vit_dwee_patch16_reg1_gap_256", {**TINY, "embed_dim": 96})
    assert (found.family, found.undefined) == ("vision_transformer, differential", "signed_maps")
    assert found.holds
    assert {"attention", "gradients", "relevance"} <= set(found.worst)
    assert "rollout" not in found.worst
