import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from vitviz.explorer.bundle import pack, unpack
from vitviz.ui import photos, store
from vitviz.ui.answer import Answer, archive
from vitviz.ui.choice import Choice
from vitviz.ui.shelf import Shelf

CHOICE = Choice(target="3", start=2)


@pytest.fixture
def look(monkeypatch):
    monkeypatch.setattr(store, "_blobs", Shelf(1 << 20, len))
    return store.look(store.Recipe("koala", "everyday-vit-s14", "published", 0))


def counted():
    made = []

    def make(look, choice):
        made.append(choice)
        return pack({"target": choice.target}, {"one": np.ones(1, np.float32)})

    return Answer(("target",), make), made


def test_an_answer_is_made_once_for_all_choices_that_agree_in_its_fields(look):
    answer, made = counted()
    one = answer.get(look.key, "x", CHOICE)
    assert answer.get(look.key, "x", Choice(target="3", start=5)) == one
    assert answer.get(look.key, "x", Choice(target="4")) != one
    assert len(made) == 2


def test_a_look_that_is_not_here_is_said_so(look):
    with pytest.raises(store.NoLook):
        counted()[0].get("0" * 32, "x", CHOICE)


def test_an_archive_says_what_led_to_it(look):
    answer, _ = counted()
    blob = answer.get(look.key, "x", CHOICE)
    with np.load(io.BytesIO(archive(answer, blob, look, CHOICE))) as found:
        about = json.loads(str(found["about"]))
    assert about["settings"] == {
        "photo": "koala",
        "model": "everyday-vit-s14",
        "weights": "published",
        "size": [224, 224],
        "target": "3",
    }
    assert unpack(blob)[0] == about["facts"]


def test_an_archive_of_an_upload_does_not_hold_its_secret_name(look):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    upload = photos.add(file.getvalue())
    answer, _ = counted()
    own = replace(look, recipe=replace(look.recipe, photo=upload.id))
    asked = Choice.parse({"target": "3"})  # the address of an answer does not name the photo
    blob = answer.get(look.key, "x", asked)
    with np.load(io.BytesIO(archive(answer, blob, own, asked))) as found:
        about = json.loads(str(found["about"]))
    assert about["settings"]["photo"] == "own photo"
    assert upload.id not in str(about)
