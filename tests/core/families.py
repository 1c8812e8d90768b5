"""Small models of every family that opens, with random but sharp attention, for the tests."""

from functools import cache

import torch
from timm.models.byobnet import ByoBlockCfg

from vitviz.core.models.load import load

_TINY = {"depth": 2, "embed_dim": 48, "num_heads": 3, "num_classes": 7}
_TINY_16 = {**_TINY, "img_size": (48, 80)}

# name of the family: timm's architecture, its arguments
FAMILIES = {
    "vit": ("vit_tiny_patch16_224", _TINY_16),
    "vit mean": ("vit_base_patch16_gap_224", _TINY_16),
    "vit registers, mean": ("vit_little_patch16_reg4_gap_256", _TINY_16),
    "deit": ("deit_tiny_patch16_224", _TINY_16),
    "deit distilled": ("deit_tiny_distilled_patch16_224", _TINY_16),
    "dinov2": ("vit_small_patch14_dinov2", {**_TINY, "img_size": (42, 70)}),
    "dinov2 registers": ("vit_small_patch14_reg4_dinov2", {**_TINY, "img_size": (42, 70)}),
    "dinov3": ("vit_small_patch16_dinov3", _TINY_16),
    "beit": ("beit_base_patch16_224", _TINY_16),
    "beit shared bias": (
        "beit_base_patch16_224",
        {**_TINY_16, "use_rel_pos_bias": False, "use_shared_rel_pos_bias": True},
    ),
    "eva02": ("eva02_tiny_patch14_224", {**_TINY, "img_size": (42, 70)}),
    "relpos": ("vit_relpos_small_patch16_224", _TINY_16),
    "relpos class token": ("vit_relpos_base_patch16_cls_224", _TINY_16),
    "parallel blocks": ("vit_small_patch16_18x2_224", _TINY_16),
    "parallel scaling": ("vit_base_patch16_xp_224", _TINY_16),
    "clip": ("vit_base_patch32_clip_224", {**_TINY, "img_size": (96, 160)}),
    "siglip": ("vit_base_patch16_siglip_224", _TINY_16),
    "pool with prefix": ("test_vit3", _TINY_16),
    "pool without prefix": ("test_vit3", {**_TINY_16, "pool_include_prefix": False}),
    "flexivit": ("flexivit_small", _TINY_16),
    "cait": ("cait_xxs24_224", _TINY_16),
    "rope": ("vit_small_patch16_rope_224", _TINY_16),
    "rope mixed": ("vit_small_patch16_rope_mixed_224", _TINY_16),
}

_NAFLEX = {**_TINY, "pos_embed_grid_size": (3, 5)}

# Those whose blocks or entrance lie elsewhere, that give maps, or that read the stream itself.
FURTHER = {
    "naflex": ("naflexvit_base_patch16_gap", _NAFLEX),
    "naflex factorized": ("naflexvit_base_patch16_parfac_gap", _NAFLEX),
    "naflex pool": ("naflexvit_base_patch16_map", _NAFLEX),
    "qwen3": ("qwen3_vit_88m", _TINY_16),
    "qwen3 merged": ("qwen3_vit_88m_merge", {**_TINY_16, "img_size": (64, 96)}),
    "qwen3 encoder": (
        "qwen3_vit_88m_enc",
        {"depth": 2, "embed_dim": 48, "num_heads": 3, "img_size": (64, 96)},
    ),
    "deepseek": ("deepseek_vit_412m", {**_TINY, "img_size": (42, 70)}),
    "deepseek aligned": (
        "deepseek_vit_412m_align",
        {**_TINY, "img_size": (42, 84), "out_features": 48},
    ),
    "gemma4": ("gemma4_vit_167m", {**_TINY_16, "intermediate_size": 96}),
    "sam": ("samvit_base_patch16_224", {**_TINY_16, "window_size": 0}),
    "convit": (
        "convit_tiny",
        {"depth": 3, "embed_dim": 12, "num_heads": 4, "num_classes": 7, "img_size": 64,
         "local_up_to_layer": 2},
    ),
    "residual post-norm": ("vit_base_patch16_rpn_224", _TINY_16),
    "relpos, residual post-norm": ("vit_relpos_small_patch16_rpn_224", _TINY_16),
    "eva post-norm": ("eva02_tiny_patch14_224", {**_TINY, "img_size": (42, 70),
                      "use_post_norm": True}),
}  # fmt: skip

# The difference of two maps: weights may be negative.
SIGNED = {
    "differential": ("vit_dlittle_patch16_reg1_gap_256", {**_TINY_16, "embed_dim": 96}),
    "differential, class token": (
        "vit_dwee_patch16_reg1_gap_256",
        {**_TINY_16, "embed_dim": 96, "class_token": True, "global_pool": "token"},
    ),
    "differential, parallel": ("vit_dpwee_patch16_reg1_gap_256", {**_TINY_16, "embed_dim": 96}),
}

_SWIN = {"depths": (2, 2), "num_heads": (2, 3), "embed_dim": 24, "num_classes": 7}

# In windows, and all but the last on a grid that becomes coarser.
WINDOWED = {
    "swin": ("swin_tiny_patch4_window7_224", {**_SWIN, "img_size": (32, 64), "window_size": 4}),
    "swin v2": ("swinv2_tiny_window8_256", {**_SWIN, "img_size": (32, 64), "window_size": 4}),
    "swin v2 cr": ("swinv2_cr_tiny_224", {**_SWIN, "img_size": (32, 64), "window_size": 4}),
    "maxvit": (
        "maxvit_pico_rw_256",
        {"depths": (1, 1), "embed_dim": (32, 64), "stem_width": 16, "num_classes": 7,
         "img_size": 64, "block_type": ("M", "M")},
    ),
    "sam windows": (
        "samvit_base_patch16_224",
        {**_TINY, "img_size": (64, 96), "window_size": 2, "global_attn_indexes": (1,)},
    ),
}  # fmt: skip

_HIERA = {"stages": (1, 1, 2, 1), "embed_dim": 24, "num_heads": 1, "num_classes": 7}

HALO = {"self_attn_layer": "halo",
         "self_attn_kwargs": {"block_size": 4, "halo_size": 1, "num_heads": 2}}  # fmt: skip

# That pool queries or keys, multiply by hand, or pad their windows; several grids but in the last.
POOLED = {
    "hiera": ("hiera_tiny_224", {**_HIERA, "img_size": (64, 96)}),
    "pit": ("pit_ti_224", {"depth": (1, 1, 1), "base_dims": (16, 16, 16), "num_classes": 7,
            "img_size": 80}),
    "pit distilled": ("pit_ti_distilled_224", {"depth": (1, 1, 1), "base_dims": (16, 16, 16),
                      "num_classes": 7, "img_size": 80}),
    "levit": ("levit_128s", {"depth": (1, 1, 1), "img_size": 128, "num_classes": 7}),
    "levit, channels first": ("levit_conv_128s", {"depth": (1, 1, 1), "img_size": 128,
                              "num_classes": 7}),
    "pvt": ("twins_pcpvt_small", {"img_size": 64, "depths": (1, 1, 1, 1), "num_classes": 7}),
    "pvt v2": ("pvt_v2_b0", {"depths": (1, 1, 1, 1), "num_classes": 7}),
    "twins": ("twins_svt_small", {"img_size": 64, "depths": (2, 1, 1, 1), "num_classes": 7,
              "wss": (4, 2, 2, 2)}),
    "tnt": ("tnt_s_patch16_224", {"depth": 2, "img_size": 64, "num_classes": 7}),
    "coatnet": ("coatnet_pico_rw_224", {"depths": (1, 1, 2, 1), "stem_width": 8,
                "embed_dim": (32, 32, 64, 64), "num_classes": 7}),
    "crossvit": (
        "crossvit_tiny_240",
        {"img_size": 120, "embed_dim": (48, 96), "num_heads": (3, 3), "num_classes": 7,
         "depth": ((1, 2, 0), (1, 1, 0))},
    ),
    "lowformer": ("lowformer_b0", {"width_list": (8, 16, 32, 64, 64), "num_classes": 7,
                  "depth_list": (0, 1, 1, 1, 2)}),
    "cpubone": ("cpubone_nano", {"width_list": (8, 16, 32, 64, 64), "num_classes": 7,
                "depth_list": (0, 1, 1, 1, 1)}),
    "halonet": (  # the second call asks for every other cell alone
        "halonet26t",
        {"blocks": (ByoBlockCfg("self_attn", 1, 32, 1, **HALO),
                    ByoBlockCfg("self_attn", 2, 64, 2, **HALO)),
         "stem_chs": 16, "img_size": (64, 96), "num_classes": 7},
    ),
    "sam padded": (
        "samvit_base_patch16_224",
        {**_TINY, "img_size": (64, 80), "window_size": 3, "global_attn_indexes": (1,)},
    ),
}  # fmt: skip


@cache
def small(family):
    """The family's small model; shared by the tests of a worker, so nobody may alter it."""
    name, arguments = (FAMILIES | FURTHER | SIGNED | WINDOWED | POOLED)[family]
    return sharpened(load(name, weights="random", device="cpu", arguments=arguments))


def sharpened(vit):
    """Grow the weights that make queries and keys: fresh ones attend almost evenly to all."""
    torch.manual_seed(1)
    for name, weight in vit.module.named_parameters():
        last = name.split(".")[-2:]
        asks = {"qkv", "qk", "q", "k", "kv", "q_proj", "k_proj"} & set(name.split("."))
        if last[-1] == "weight" and weight.ndim == 2 and asks:
            spread = min(0.5, 3.5 * weight.shape[1] ** -0.5)  # as sharp in wide models as in small
            weight.copy_(torch.randn_like(weight) * spread)
        elif last == [
            "pwise",
            "weight",
        ]:  # a convolution makes LowFormer's queries, keys and values
            weight.copy_(torch.randn_like(weight) * min(0.5, 3.5 * weight.shape[1] ** -0.5))
        elif last == ["in_proj", "weight"]:  # the rows after the MLP's make queries and keys
            width = weight.shape[1]
            rows = weight[len(weight) - 3 * width : len(weight) - width]
            rows.copy_(torch.randn_like(rows) * min(0.5, 3.5 * width**-0.5))
        elif last[-1] in ("lambda_q1", "lambda_k1"):
            weight.fill_(0.15)  # a lambda that is not the usual one
        elif last == ["q_norm", "weight"]:
            weight.fill_(3.0)  # what is normalised does not grow with its weights
        elif weight.ndim == 1 and ("gamma" in name or name.startswith("ls")):
            weight.fill_(1.0)  # LayerScale starts near zero and would hide a wrong layer
        elif last[-1] == "weight" and weight.ndim == 1 and not weight.any():
            weight.fill_(1.0)  # so does the norm after attention in Swin V2
        elif "bias_table" in name or "rel_pos" in name:
            weight.copy_(torch.randn_like(weight))
    return vit


def noise(vit, seed=0, size=None):
    """Pixels of the model's own size, or of another."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(1, 3, *(size or vit.size), generator=generator)


def hooked(vit, names):
    """What plain hooks on the shared module's own blocks see in a plain pass, and its logits."""
    met, hooks = {}, []
    for name in names:
        part = vit.module.get_submodule(name)
        hooks.append(part.register_forward_hook(lambda *given, n=name: met.update({n: given[2]})))
    with torch.no_grad():
        logits = vit.module(noise(vit))
    for hook in hooks:
        hook.remove()
    return met, logits[0]
