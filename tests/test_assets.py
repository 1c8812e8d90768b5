"""What is shipped is what the cards, tables and credits say, and nothing else is shipped."""

import hashlib
import re
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.bundled_photos import said_of_photos
from vitviz.core import assets
from vitviz.core.assets import bundled_models, photos, read_card, read_labels
from vitviz.core.framing import frame
from vitviz.core.models.load import load, logits
from vitviz.core.models.vocabulary import compare, load_vocabulary
from vitviz.images.decoder import decode

CJK = re.compile(r"[\u3400-\u9fff]")
FREE = {"CC0 1.0", "public domain", "CC BY 2.0", "CC BY-SA 4.0"}
NOTICE = assets.ASSETS.parent / "NOTICE"

PAIR = ("everyday-vit-s14", "efficientnet-lite0")
TRAINED_HERE = set(bundled_models()) - set(PAIR)  # by vitviz/training, which measured them too
each_model = pytest.mark.parametrize("name", bundled_models())


@each_model
def test_the_weights_are_those_that_the_card_describes(name):
    promised = read_card(name)["weights"]
    data = (assets.MODELS / name / promised["file"]).read_bytes()
    assert len(data) == promised["bytes"]
    assert hashlib.sha256(data).hexdigest() == promised["sha256"]


@each_model
def test_a_card_says_what_it_is_where_it_comes_from_and_what_was_measured(name):
    card = read_card(name)
    assert card["title"].keys() == {"en", "zh"}
    assert card["licence"]["weights"]
    assert all(step["what"] and step["licence"] for step in card["provenance"])
    for figure in card["measured"]:
        assert figure["what"]
        assert figure["on"]
        assert figure["by"] in ("repeatable", "stated")
        assert figure["by"] == "stated" or {"date", "command"} <= figure.keys()
    ways = {figure["by"] for figure in card["measured"]}
    assert ways == ({"repeatable"} if name in TRAINED_HERE else {"repeatable", "stated"})


@each_model
def test_what_the_card_says_of_the_photos_is_what_the_model_says(name):
    card = read_card(name)
    model = load(name, device="cpu")
    said = next(figure for figure in card["measured"] if figure.get("size") == list(model.size))
    found = said_of_photos(model, model.size)
    assert said["value"].keys() == found.keys()
    for photo, likeliest in found.items():
        shares = dict(said["value"][photo])
        label, share = likeliest[0]
        assert max(shares, key=shares.__getitem__) == label
        assert shares[label] == pytest.approx(share, abs=0.01)


@each_model
def test_every_class_has_a_name_of_its_own_in_both_languages(name):
    labels = read_labels(assets.MODELS / name / read_card(name)["labels"])
    assert len(labels.en) == (1000 if name == "efficientnet-lite0" else 62)
    assert len({label.lower() for label in labels.en}) == len(labels.en)
    assert len(set(labels.zh)) == len(labels.zh)
    assert [label for label in labels.zh if not CJK.search(label)] == []
    assert [label for label in labels.en if CJK.search(label)] == []
    assert [label for label in (*labels.en, *labels.zh) if label != label.strip()] == []


def test_no_chinese_name_holds_english_beyond_what_chinese_writes_so():
    labels = read_labels(assets.MODELS / "efficientnet-lite0" / "labels.tsv")
    mixed = {label for label in labels.zh if re.search(r"[A-Za-z]", label)}
    assert mixed == {"CD 播放机", "iPod 播放器", "T恤衫", "福特T型车"}


def test_every_synset_of_the_everyday_classes_is_a_class_of_the_cnn():
    everyday = read_labels(assets.MODELS / "everyday-vit-s14" / "labels.tsv").wnids
    thousand = read_labels(assets.MODELS / "efficientnet-lite0" / "labels.tsv").wnids
    trained = [wnid for wnids in everyday for wnid in wnids]
    assert len(trained) == len(set(trained)) == 89
    assert set(trained) <= {wnid for (wnid,) in thousand}


def test_the_opening_screen_names_a_head_that_is_there():
    opens = read_card("everyday-vit-s14")["opens_at"]
    assert 0 <= opens["layer"] < 12
    assert 0 <= opens["head"] < 6
    assert opens["query"] == "class"


def test_every_photo_is_there_has_a_licence_to_ship_it_and_is_credited():
    credits = (assets.PHOTOS / "CREDITS.md").read_text(encoding="utf-8")
    notice = NOTICE.read_text(encoding="utf-8")
    for photo in photos():
        with Image.open(photo.path) as image:
            assert max(image.size) <= 1024
        assert photo.licence in FREE
        assert photo.licence in notice or photo.licence == "public domain"
        (line,) = [line for line in credits.splitlines() if f"| {photo.path.name} |" in line]
        assert photo.author in line
        assert photo.licence in line
        assert CJK.search(photo.zh)


@pytest.fixture(scope="module")
def compared():
    """A function: both models over the labels that both know, for a photo at a size of the ViT."""
    vit, cnn = (load(name, device="cpu") for name in PAIR)
    vocabulary = load_vocabulary()

    def of(photo, size):
        picture = decode(photo.path.read_bytes())
        said = (logits(vit, frame(picture, vit, size)[0]), logits(cnn, frame(picture, cnn)[0]))
        return compare(*said, vocabulary), vocabulary.labels

    return of


@pytest.mark.parametrize("size", [(224, 224), (448, 448)])
def test_both_models_name_what_each_photo_of_the_strip_shows(compared, size):
    for photo in photos():
        if photo.offered and photo.shows:
            both, labels = compared(photo, size)
            assert [labels[index] for index in both.likeliest] == [photo.shows] * 2
            assert min(both.vit.max(), both.cnn.max()) > 0.6, photo.id


def test_what_has_no_label_is_marked_as_such_and_a_caveat_stands_beside_it(compared):
    marked = [photo for photo in photos() if photo.offered and not photo.shows]
    assert [photo.id for photo in marked] == ["moose", "astronaut", "rocket"]
    for photo in marked:
        both, _labels = compared(photo, (224, 224))
        assert both.unfamiliar or not both.agree


def test_a_photo_shows_one_of_the_shared_labels_or_none():
    labels = {"", *load_vocabulary().labels[:-1]}
    assert {photo.shows for photo in photos()} <= labels


def test_no_photo_lies_there_that_is_not_listed():
    shipped = {path.name for path in assets.PHOTOS.iterdir()}
    listed = {photo.path.name for photo in photos()}
    assert shipped == listed | {"CREDITS.md", "photos.tsv"}


def test_no_picture_of_tiny_imagenet_is_shipped():
    """Its files are called .JPEG, lie in folders of its name and measure 64 x 64 pixels."""
    files = [path for path in assets.ASSETS.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix in (".JPEG", ".xz", ".tar", ".zip")] == []
    assert [path for path in files if "tiny-imagenet" in str(relative(path))] == []
    for path in files:
        if path.suffix in (".jpg", ".jpeg", ".png", ".webp"):
            with Image.open(path) as image:
                assert image.size != (64, 64)


def relative(path: Path) -> Path:
    return path.relative_to(assets.ASSETS)
