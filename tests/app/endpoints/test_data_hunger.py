import io
import json

import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.data_hunger import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core import assets
from vitviz.core.data_hunger import FILE, data_hunger
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def told():
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
    return unpack(ENDPOINTS["data_hunger"].make(analyses.analysis(spec), ViewState()))


def test_the_browser_gets_what_is_shipped(told):
    header, arrays = told
    found = data_hunger()
    np.testing.assert_array_equal(arrays["accuracy"], found.accuracy.astype(np.float32))
    assert header["arms"] == list(found.arms)
    assert header["photos"] == list(found.photos)


def test_every_axis_has_its_labels(told):
    header, arrays = told
    shape = tuple(len(header[axis]) for axis in ("arms", "shares", "seeds"))
    assert arrays["accuracy"].shape == shape


def test_an_archive_has_every_seed_by_its_number_where_some_arms_have_fewer(tmp_path, monkeypatch):
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
    analysis = analyses.analysis(spec)
    told = json.loads((assets.ASSETS / FILE).read_text())
    one = {"arm": "vit", "share": 1.0, "seed": 0, "pictures": 9, "top1": 0.25}
    runs = [one, one | {"seed": 2, "top1": 0.5}, one | {"arm": "cnn", "seed": 2, "top1": 0.75}]
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(json.dumps(told | {"runs": runs, "missing": []}))
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    endpoint = ENDPOINTS["data_hunger"]
    blob = endpoint.make(analysis, ViewState())
    with np.load(io.BytesIO(archive(endpoint, blob, analysis, ViewState()))) as found:
        labels = json.loads(str(found["about"]))["arrays"]["accuracy"]["labels"]
        accuracy = found["accuracy"]
    assert labels["seeds"] == ["seed 0", "seed 2"]
    np.testing.assert_array_equal(accuracy, [[[np.nan, 0.75]], [[0.25, 0.5]]])
