from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from vitviz.training import hunger, probe
from vitviz.training.measure import normalised, resized
from vitviz.training.probe import Features, fitted
from vitviz.training.sampling import subset


class Colours(nn.Module):
    """A ViT whose class token is the mean colour, and its two patches the halves' mean colours."""

    asked = 0

    def forward_features(self, pixels):
        self.asked += len(pixels)
        halves = [half.mean(dim=(2, 3)) for half in pixels.chunk(2, dim=3)]
        return torch.stack([pixels.mean(dim=(2, 3)), *halves], dim=1)


def drawn(count=60, numbers=5, classes=3):
    source = np.random.default_rng(0)
    known = source.normal(size=(count, numbers)).astype(np.float32) * [1, 10, 0.1, 1, 1] + 3
    return known.astype(np.float32), source.integers(0, classes, count)


def test_the_class_token_stands_before_the_mean_of_the_patches(split, tmp_path):
    found = probe.features(Colours(), split, tmp_path)
    small = resized(split.val.pixels, probe.SIZE, probe.Image.Resampling.BICUBIC)
    unit = torch.from_numpy(small).permute(0, 3, 1, 2).float() / 255
    mean = normalised(unit, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)).mean(dim=(2, 3))
    assert found.train.shape == (len(split.train.labels), 6)
    np.testing.assert_allclose(found.val, torch.cat([mean, mean], dim=1), atol=1e-5)


def test_what_was_made_is_read_again(split, tmp_path):
    once, module = probe.features(Colours(), split, tmp_path), Colours()
    again = probe.features(module, split, tmp_path)
    assert module.asked == 0
    assert np.array_equal(once.train, again.train)


@pytest.mark.parametrize("decay", [0.01, 1.0])
def test_a_fit_is_where_the_loss_is_flat(decay):
    """d/dW of mean cross-entropy + decay/2 |W|^2, and d/db, in float64 by plain sums."""
    known, labels = drawn()
    head = fitted(known, labels, decay, 3)
    mean, deviation = known.mean(axis=0, dtype=np.float64), known.std(axis=0, ddof=1)
    scaled = (known - mean) / deviation
    weight = head.weight.double().numpy() * deviation
    bias = head.bias.double().numpy() + head.weight.double().numpy() @ mean
    scores = scaled @ weight.T + bias
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    wrong = (shares - np.eye(3)[labels]) / len(labels)
    np.testing.assert_allclose(wrong.T @ scaled + decay * weight, 0, atol=1e-3)
    np.testing.assert_allclose(wrong.sum(axis=0), 0, atol=1e-3)


def test_the_same_numbers_give_the_same_head():
    first, second = (fitted(*drawn(), 0.1, 3) for _ in range(2))
    assert torch.equal(first.weight, second.weight)


def test_there_is_a_run_of_every_share_and_seed_of_the_networks_from_scratch():
    assert {(cell.share, cell.seed) for cell in probe.plan()} == {
        (cell.share, cell.seed) for cell in hunger.plan()
    }
    assert {cell.arm for cell in probe.plan()} == {probe.ARM}


def test_colours_are_learned_and_the_rows_say_of_how_many_pictures(split, tmp_path):
    found = probe.features(Colours(), split, tmp_path)
    probe.runs(found, split, tmp_path)
    rows = probe.ended(tmp_path)
    assert len(rows) == len(probe.plan())
    for row in rows:
        chosen = subset(split.train.labels, row["share"], row["seed"])
        assert row["pictures"] == len(chosen)
        assert (row["top1"], row["by_class"]) == (1.0, 1.0)


def test_what_the_validation_pictures_are_changes_no_choice(split, tmp_path):
    found = probe.features(Colours(), split, tmp_path)
    other = replace(split, val=replace(split.val, labels=np.roll(split.val.labels, 1)))
    shuffled = Features(found.train, found.val[::-1].copy())
    for folder, features, pictures in (("a", found, split), ("b", shuffled, other)):
        probe.runs(features, pictures, tmp_path / folder)
    one, two = ([row["decay"] for row in probe.ended(tmp_path / name)] for name in "ab")
    assert one == two
    assert [row["top1"] for row in probe.ended(tmp_path / "b")] != [1.0] * len(one)


def test_parameters_are_those_of_a_vit_s_14_at_518_px_and_of_the_layer():
    """Width 384, 12 blocks with LayerScale, an MLP of 4 x 384, 37 x 37 positions, class token."""
    d, patches = 384, 37 * 37
    entrance = d * 3 * 14 * 14 + d + d + (patches + 1) * d
    block = 3 * d * d + 3 * d + d * d + d + 8 * d * d + 5 * d + 4 * d + 2 * d
    assert probe.parameters(62) == entrance + 12 * block + 2 * d + (2 * d + 1) * 62
