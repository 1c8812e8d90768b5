import pytest

from vitviz.core.models.learning import learning


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("vit_small_patch16_224.dino", "self-supervised"),
        ("vit_small_patch14_dinov2.lvd142m", "self-supervised"),
        ("vit_small_patch16_dinov3.lvd1689m", "self-supervised"),
        ("vit_base_patch16_224.mae", "self-supervised"),
        ("deit_small_patch16_224.fb_in1k", "supervised"),
        ("vit_small_patch16_224.augreg_in21k", "supervised"),
        ("hiera_tiny_224.mae_in1k_ft_in1k", "supervised"),
        ("vit_base_patch16_clip_224.laion2b_ft_in1k", "supervised"),
        ("vit_base_patch16_clip_224.openai", "text"),
        ("vit_base_patch16_siglip_224.webli", "text"),
        ("samvit_base_patch16.sa1b", ""),
        ("vit_small_patch16_224", ""),
        ("own:mine.ckpt", ""),
    ],
)
def test_the_tag_says_what_a_model_has_learned_from(name, known):
    assert learning(name) == known
