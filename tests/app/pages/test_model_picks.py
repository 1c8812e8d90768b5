import timm

from vitviz.app.pages.model_picks import PAIRS


def test_both_of_a_pair_are_published_and_know_the_same_classes():
    for pair in PAIRS:
        for name in (pair["vit"], pair["cnn"]):
            config = timm.get_pretrained_cfg(name)
            assert (bool(config.has_weights), config.num_classes) == (True, 1000)


def test_a_pair_is_of_like_accuracy():
    assert all(abs(pair["vit_top1"] - pair["cnn_top1"]) < 0.25 for pair in PAIRS)
