"""All that pages ask for is the same from a GPU as from the CPU. Skipped where there is no GPU."""

from types import SimpleNamespace

import numpy as np
import pytest

from vitviz.app.compute import analyses, models
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.device import preferred
from vitviz.core.steps import result_of
from vitviz.web.bundle import unpack

GPU = preferred()
pytestmark = pytest.mark.skipif(GPU == "cpu", reason="this machine has no GPU")
CHOICE = ViewState(photo="koala", rows=8, target="3", off="3.all-5.1", forget=2, change="shuffle")
OWN = {"layer": {"layer": 11}, "rollout_rows": {"queries": "all"}}
_models = {}  # by device, kept for the module: loading takes longest


@pytest.fixture
def analysis_on(monkeypatch):
    """A function that gives the analysis of CHOICE on a device, everything after it there too."""

    def analysis(device):
        loaded = _models.setdefault(device, Cache(4, lambda _: 1))
        monkeypatch.setattr(models, "_models", loaded)
        monkeypatch.setattr(
            analyses, "_analyses", Cache(1 << 30, lambda analysis: analysis.trace.nbytes)
        )
        monkeypatch.setattr(analyses, "_blobs", Cache(1 << 28, len))
        monkeypatch.setattr(models, "settings", lambda: SimpleNamespace(device=device))
        return analyses.analysis(analyses.AnalysisSpec.of(CHOICE))

    return analysis


def made(name, analysis):
    found = ENDPOINTS[name].make(analysis, CHOICE, **OWN.get(name, {}))
    return unpack(found if isinstance(found, bytes) else result_of(found))


@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_answer_is_the_same(analysis_on, name):
    wanted, arrays = made(name, analysis_on("cpu"))
    analysis = analysis_on(GPU)
    assert analysis.trace.logits.device.type == GPU
    header, found = made(name, analysis)
    assert header.keys() == wanted.keys()
    assert found.keys() == arrays.keys()
    for array, known in ((found[key], arrays[key]) for key in arrays):
        assert (array.dtype, array.shape) == (known.dtype, known.shape)
        one, other = (np.nan_to_num(each.astype(float)) for each in (array, known))
        scale = np.abs(other).max(initial=1e-9)
        exact = 2e-3 if array.dtype == np.float16 else 1e-3
        rounding = 1e-5  # what is 0 but for rounding is another 0 there: the invariants
        assert np.abs(one - other).max(initial=0) <= exact * scale + rounding
