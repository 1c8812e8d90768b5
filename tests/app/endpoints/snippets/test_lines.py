import torch

from vitviz.app.compute import analyses, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.endpoints.snippets.lines import lines


def analysis(**fields):
    spec = {"photo": "koala", "model": "everyday-vit-s14", "weights": "published", "rows": 0}
    return analyses.analysis(AnalysisSpec(**(spec | fields)))


def test_the_lines_make_the_same_pixels_in_the_same_model():
    for fields in ({}, {"rows": 24}, {"weights": "random"}):
        found, made = analysis(**fields), {}
        exec(lines(found, "trace = vitviz.capture(vit, pixels)"), made)
        assert torch.equal(made["trace"].logits, found.trace.logits)
        assert torch.equal(made["pixels"], analyses.pixels(found))


def test_the_secret_name_of_an_upload_is_not_in_its_lines():
    data = next(photo for photo in photos.bundled() if photo.id == "cat").path.read_bytes()
    upload = photos.add(data)
    text = lines(analysis(photo=upload.id))
    assert upload.id not in text
    assert '"photo.jpg"' in text
