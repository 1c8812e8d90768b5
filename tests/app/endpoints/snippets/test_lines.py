import pytest
import torch

from tests.own import own_model
from vitviz.app.compute import analyses, own, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.endpoints.snippets.lines import lines
from vitviz.app.endpoints.snippets.versus_cost import cost
from vitviz.app.settings import Settings
from vitviz.app.state.view_state import ViewState


def analysis(**fields):
    spec = {"photo": "koala", "model": "everyday-vit-s14", "weights": "published", "rows": 0}
    return analyses.analysis(AnalysisSpec(**(spec | fields)))


def test_the_lines_make_the_same_pixels_in_the_same_model():
    for fields in ({}, {"rows": 24}, {"weights": "random"}, {"rows": 8, "shape": "photo"}):
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


@pytest.fixture
def of_the_operator(tmp_path, monkeypatch):
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=tmp_path))
    own_model(tmp_path, "lines.safetensors")
    return analysis(model="own:lines.safetensors")


def test_the_lines_of_an_operators_model_run_beside_its_files(
    of_the_operator, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    made = {}
    exec(lines(of_the_operator, "trace = vitviz.capture(vit, pixels)"), made)
    assert torch.equal(made["trace"].logits, of_the_operator.trace.logits)


@pytest.mark.parametrize("written", [lines, lambda found: cost(found, ViewState())])
def test_no_line_tells_where_an_operators_model_lies(of_the_operator, tmp_path, written):
    assert str(tmp_path) not in written(of_the_operator)
    assert '"file:lines.safetensors"' in written(of_the_operator)


def test_the_lines_build_a_model_of_one_size_for_another_one():
    fields = {"model": "swin_tiny_patch4_window7_224", "weights": "random", "rows": 112}
    found, made = analysis(**fields), {}
    exec(lines(found, "trace = vitviz.capture(vit, pixels)"), made)
    assert made["trace"].grid == found.trace.grid == (112, 112)
    assert torch.equal(made["trace"].logits, found.trace.logits)
    assert "img_size" not in lines(analysis(**(fields | {"rows": 56})))
