from dataclasses import replace

import pytest
import timm
import torch

from tests.core.families import noise, small
from vitviz import decode, sample_photo
from vitviz.core.assets import read_card
from vitviz.core.framing import frame
from vitviz.core.models.cnn_size import at_size, scale_of, sides, too_large
from vitviz.core.models.handover import taken_size
from vitviz.core.models.load import load, logits
from vitviz.core.perturbation.pair import Pair
from vitviz.errors import SizeError

EVERYDAY = "efficientnet-lite0-everyday"


@pytest.fixture(scope="module")
def cnn():
    return load(EVERYDAY, device="cpu")


def test_the_same_network_is_given_another_size(cnn):
    resized = at_size(cnn, 128)
    assert resized.module is cnn.module
    assert (resized.size, cnn.size) == ((128, 128), (224, 224))
    assert replace(resized, size=cnn.size).labels == cnn.labels


def test_a_photo_in_it_is_the_photo_at_that_size_in_the_network(cnn):
    photo = decode(sample_photo("koala"))
    pixels, framing = frame(photo, at_size(cnn, 128))
    assert framing.size == (128, 128)
    assert framing.box == pytest.approx(frame(photo, cnn)[1].box, abs=8)  # the same crop
    by_hand = frame(photo, cnn, size=(128, 128))[0]
    said = cnn.module(by_hand)[0]
    torch.testing.assert_close(logits(at_size(cnn, 128), pixels), said.detach())


def test_an_altered_picture_is_handed_on_at_that_size(cnn):
    vit = small("vit")
    picture = (noise(vit) * 0 + torch.rand(noise(vit).shape)).clamp(0, 1)
    small_one = at_size(cnn, 64)
    size = taken_size((picture.shape[2], picture.shape[3]), (64, 64))
    seen = []
    hook = cnn.module.register_forward_pre_hook(lambda _, given: seen.append(given[0].shape))
    Pair(vit, small_one).of_cnn(picture)
    hook.remove()
    assert seen[0][2:] == torch.Size(size)


@pytest.mark.parametrize("side", [0, 16, 31, 112, 130, 544, 9999])
def test_a_side_that_cuts_cells_or_is_out_of_range_is_refused(cnn, side):
    with pytest.raises(SizeError) as caught:
        at_size(cnn, side)
    assert caught.value.reason == "cnn_size"
    assert caught.value.facts == {"side": side, "step": 32, "least": 32, "most": 512}


class Fixed(torch.nn.Module):
    """A network whose last layer is made for one size, as those before global pooling were."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 2, 32, 32)
        self.head = torch.nn.Linear(2 * 7 * 7, 5)

    def forward(self, pixels):
        return self.head(self.conv(pixels).flatten(1))


def test_a_network_that_fails_at_a_size_is_refused_there(cnn):
    fixed = replace(cnn, module=Fixed(), labels=(), labels_zh=(), synsets=())
    assert at_size(fixed, 224).size == (224, 224)
    with pytest.raises(SizeError) as caught:
        at_size(fixed, 128)
    assert caught.value.facts["side"] == 128


def test_without_a_card_half_its_own_size_is_offered_where_the_cells_are_whole():
    other = load("test_efficientnet", weights="random", device="cpu")
    assert timm.create_model("test_efficientnet").feature_info[-1]["reduction"] == 32
    assert sides(replace(other, size=(288, 288))) == (128, 288)
    assert sides(replace(other, size=(224, 224))) == (128, 224)
    assert sides(replace(other, size=(32, 32))) == (32,)


def test_the_card_says_which_sizes_it_learned_at_and_how_sure_it_is(cnn):
    card = read_card(EVERYDAY)
    recipe = card["provenance"][1]["recipe"]["sizes"]
    scale = scale_of(cnn)
    assert (scale.least, scale.most) == (min(map(int, recipe)), max(map(int, recipe)))
    assert scale.surest == 128
    assert sides(cnn) == (128, 224)
    assert scale.shares[128] > 3 * scale.shares[224]


def test_the_shares_are_the_means_of_what_the_card_says_of_each_photo(cnn):
    for row in cnn.card["measured"]:
        if "size" in row:
            surest = [said[0][1] for said in row["value"].values()]
            mean = sum(surest) / len(surest)
            assert scale_of(cnn).shares[row["size"][0]] == pytest.approx(mean, abs=6e-4)


def test_only_beyond_what_it_learned_is_it_too_large(cnn):
    assert too_large(cnn).surest == 128
    assert too_large(at_size(cnn, 192)) is not None
    assert too_large(at_size(cnn, 160)) is None
    assert too_large(load("efficientnet-lite0", device="cpu")) is None  # whose card says nothing
    untold = replace(cnn, card={"learned_at": [98, 168]})
    assert too_large(untold) is None
