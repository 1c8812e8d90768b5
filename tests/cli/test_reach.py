import json
import math

import numpy as np
import pytest
import torch
from PIL import Image

import vitviz
from vitviz import __main__
from vitviz.cli import reach
from vitviz.core import assets
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention
from vitviz.core.framing import frame
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError

NAME, GRID, PATCH = "hunger-vit-100", 8, 4


@pytest.fixture(scope="module")
def vit():
    return load(NAME, device="cpu")


@pytest.fixture
def polite(monkeypatch):
    calls = []
    monkeypatch.setattr("os.nice", calls.append)
    return calls


def by_hand(vit, photo):
    """Layers x heads: the mean distance from a patch to where it looks, pair by pair."""
    trace = capture(vit, frame(photo, vit)[0])
    found = np.zeros((len(trace.layers), len(trace.layers[0].keys)))
    patches = range(GRID * GRID)
    for number, layer in enumerate(trace.layers):
        weights = attention(layer, [patch + 1 for patch in patches]).double()[:, :, 1:]
        for head, rows in enumerate(weights):
            for patch, row in enumerate(rows):
                total = 0.0
                for other in patches:
                    down = other // GRID - patch // GRID
                    right = other % GRID - patch % GRID
                    total += float(row[other]) * PATCH * math.hypot(down, right)
                found[number, head] += total / float(row.sum()) / len(patches)
    return found


def test_the_mean_is_that_of_a_plain_loop_over_pairs_of_patches(vit):
    photos = [vitviz.decode(vitviz.sample_photo(name)) for name in ("koala", "coffee")]
    layers, mean, deviation = reach.over(vit, photos, (32, 32))
    each = np.stack([by_hand(vit, photo) for photo in photos])
    assert layers == (0, 1, 2, 3)
    np.testing.assert_allclose(mean, each.mean(axis=0), rtol=1e-4)
    half = np.abs(each[0] - each[1]) / math.sqrt(2)  # of two numbers, with n - 1
    np.testing.assert_allclose(deviation, half, atol=2e-4 * float(mean.max()))


def test_one_photo_deviates_from_nothing(vit):
    photo = vitviz.decode(vitviz.sample_photo("koala"))
    assert not reach.over(vit, [photo], (32, 32))[2].any()


def test_no_photo_has_no_mean(vit):
    with pytest.raises(ArgumentError, match="at least one"):
        reach.over(vit, [], (32, 32))


def test_the_command_writes_a_table_that_is_read_again(vit, tmp_path, monkeypatch, polite):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        noise = torch.randint(0, 256, (64, 64, 3), dtype=torch.uint8)
        Image.fromarray(noise.numpy()).save(folder / f"{number}.png")
    ours = [photo for photo in assets.photos() if photo.id == "koala"]
    monkeypatch.setattr(assets, "photos", lambda: ours)
    path = tmp_path / "reach.json"
    monkeypatch.setattr(reach, "path_of", lambda name: path)
    assert __main__.main(["reach", str(folder), NAME, "--every", "2"]) == 0
    told = json.loads(path.read_text())
    assert told["photos"] == {"of_folder": 2, "bundled": 1}
    assert told["command"].startswith("python -m vitviz reach ")
    assert told["command"].endswith("/photos --every 2")
    (table,) = told["tables"]
    assert np.shape(table["mean"]) == (4, 4)
    assert told["sha256"] == vit.card["weights"]["sha256"]
    assert polite == [19]
    monkeypatch.setattr(reach, "over", None)  # what is there is not measured again
    assert __main__.main(["reach", str(folder), NAME, "--every", "2"]) == 0
    assert json.loads(path.read_text()) == told


def test_a_folder_without_photos_is_told_in_one_sentence(tmp_path, polite, caplog):
    assert __main__.main(["reach", str(tmp_path)]) == 2
    assert "folder" in caplog.text


def test_a_row_of_numbers_stands_on_a_line():
    told = {"size": [1, 2], "mean": [[1.5, None], [-2.0, 3.25]]}
    text = reach.written(told)
    assert json.loads(text) == told
    assert "[1.5, null]" in text
    assert "[-2.0, 3.25]" in text
