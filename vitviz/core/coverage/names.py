"""The models of timm whose coverage is measured: small members of every family with attention.

Of a plain stack of blocks two are enough: further ones do the same. CNNs stand for their families.
Each has ten classes, towers that come without too, so that there is a gradient; encoders have none.
"""

from collections.abc import Mapping
from typing import Any

_TWO_BLOCKS = """
    vit_tiny_patch16_224 vit_small_patch32_224 vit_small_patch16_224 vit_base_patch32_224
    vit_base_patch16_224_miil vit_base_patch16_gap_224 vit_xsmall_patch16_clip_224
    vit_base_patch32_clip_224 vit_base_patch16_clip_quickgelu_224 vit_base_patch16_rpn_224
    vit_small_patch16_36x1_224 vit_small_patch16_18x2_224 flexivit_small vit_base_patch16_xp_224
    vit_small_patch14_dinov2 vit_small_patch14_reg4_dinov2 vit_base_patch14_reg1_tipsv2
    vit_base_patch32_siglip_256 vit_base_patch16_siglip_224 vit_base_patch16_siglip_gap_224
    vit_wee_patch16_reg1_gap_256 vit_dwee_patch16_reg1_gap_256 vit_pwee_patch16_reg1_gap_256
    vit_dpwee_patch16_reg1_gap_256 vit_little_patch16_reg1_gap_256
    vit_dlittle_patch16_reg1_gap_256 vit_little_patch16_reg4_gap_256 test_vit test_vit2 test_vit3
    test_vit4 beit3_base_patch16_224 vit_base_patch16_radio_v3 aimv2_large_patch14_224
    eva_large_patch14_196 deit_tiny_patch16_224 deit_small_patch16_224
    deit_tiny_distilled_patch16_224 deit3_small_patch16_224 eva02_tiny_patch14_224
    eva02_small_patch14_224 eva02_base_patch16_clip_224 vit_pe_core_tiny_patch16_384
    vit_pe_core_base_patch16_224 vit_small_patch16_rope_224 vit_small_patch16_rope_mixed_224
    vit_small_patch16_rope_ape_224 vit_small_patch16_rope_mixed_ape_224
    vit_tiny_patch16_dinov3_qkvb vit_small_patch16_dinov3 vit_small_patch16_lingbot
    beit_base_patch16_224 beitv2_base_patch16_224 vit_relpos_small_patch16_224
    vit_relpos_base_patch16_cls_224 vit_relpos_base_patch16_clsgap_224
    vit_relpos_small_patch16_rpn_224 vit_srelpos_small_patch16_224 test_vit_relpos
    naflexvit_base_patch16_gap naflexvit_base_patch16_par_gap naflexvit_base_patch16_parfac_gap
    naflexvit_base_patch16_map naflexvit_base_patch16_siglip naflexvit_base_patch16_radio_v3
    qwen3_vit_88m qwen3_vit_88m_merge deepseek_vit_412m deepseek_vit_412m_align gemma4_vit_167m
    samvit_base_patch16_224 cait_xxs24_224 cait_xs24_384 vit_tiny_r_s16_p8_224
    vit_small_r26_s32_224 vit_small_resnet26d_224 xcit_nano_12_p16_224 xcit_nano_12_p8_224
"""

_AS_THEY_ARE = """
    convit_tiny swin_tiny_patch4_window7_224 swin_s3_tiny_224
    swinv2_tiny_window8_256 swinv2_cr_tiny_224 maxvit_pico_rw_256 maxvit_rmlp_pico_rw_256
    coatnet_pico_rw_224 coatnext_nano_rw_224 hiera_tiny_224 hiera_small_abswin_256 sam2_hiera_tiny
    hieradet_small pit_ti_224 pit_ti_distilled_224 crossvit_tiny_240 crossvit_9_dagger_240
    levit_128s levit_conv_128s tnt_s_legacy_patch16_224 tnt_s_patch16_224 volo_d1_224
    visformer_tiny coat_tiny coat_lite_tiny twins_pcpvt_small twins_svt_small pvt_v2_b0
    pvt_v2_b2_li mvitv2_tiny mvitv2_small_cls nest_tiny nest_tiny_jx davit_tiny gcvit_xxtiny
    tiny_vit_5m_224 edgenext_xx_small efficientformer_l1 efficientformerv2_s0 efficientvit_b0
    efficientvit_m0 fastvit_sa12 fastvit_t8 focalnet_tiny_srf mobilevit_xxs mobilevitv2_050
    nextvit_small vitamin_small_224 iformer_t lowformer_b0 shvit_s1 swiftformer_xs csatv2
    cpubone_nano mobilenetv5_base caformer_s18 mixer_s32_224 resmlp_12_224 gmlp_ti16_224
    convmixer_768_32 botnet26t_256 halonet26t resnet50_clip resnet50_clip_gap
    mobilenetv4_hybrid_medium mambaout_femto mambaout_kobe sequencer2d_s resnet10t resnetv2_18
    convnext_atto convnextv2_atto
    efficientnet_lite0 mobilenetv3_small_050 regnetx_002 repvgg_a0 vgg11 densenet121
    poolformer_s12 convformer_s18 repvit_m1 rexnet_100 ghostnet_050 hgnetv2_b0 starnet_s1
    inception_next_atto fasternet_t0 efficientvim_m1 dla46_c lcnetv2_small rdnet_tiny
"""

# Of SAM one block with windows and one without, at half its size: of the 4,096 tokens at its own a
# map of all heads has 0.8 GB, and the unfused pass with its gradient takes 16.
_SAM = {
    "samvit_base_patch16": {"depth": 2, "global_attn_indexes": (1,), "img_size": 512},
}

_ENCODERS = "qwen3_vit_88m_enc deepseek_vit_412m_enc gemma4_vit_167m_enc"

MEMBERS: Mapping[str, Mapping[str, Any]] = {
    **{name: {"depth": 2, "num_classes": 10} for name in _TWO_BLOCKS.split()},
    **{name: {"depth": 2} for name in _ENCODERS.split()},
    **{name: {} for name in _AS_THEY_ARE.split()},
    **_SAM,
}
