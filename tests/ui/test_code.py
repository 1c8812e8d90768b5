import torch

from vitviz.ui import photos, store
from vitviz.ui.code import lines
from vitviz.ui.store import Recipe


def look(**fields):
    recipe = {"photo": "koala", "model": "everyday-vit-s14", "weights": "published", "rows": 0}
    return store.look(Recipe(**(recipe | fields)))


def test_the_lines_make_the_same_pixels_in_the_same_model():
    for fields in ({}, {"rows": 24}, {"weights": "random"}):
        found, made = look(**fields), {}
        exec(lines(found, "trace = vitviz.capture(vit, pixels)"), made)
        assert torch.equal(made["trace"].logits, found.trace.logits)
        assert torch.equal(made["pixels"], store.pixels(found))


def test_the_secret_name_of_an_upload_is_not_in_its_lines():
    data = next(photo for photo in photos.bundled() if photo.id == "cat").path.read_bytes()
    upload = photos.add(data)
    text = lines(look(photo=upload.id))
    assert upload.id not in text
    assert '"photo.jpg"' in text
