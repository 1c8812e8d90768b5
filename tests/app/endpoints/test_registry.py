from collections.abc import Generator

import pytest
import torch

from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState


def test_every_answer_depends_on_fields_that_the_address_knows():
    assert all(set(answer.fields) <= ViewState.model_fields.keys() for answer in ENDPOINTS.values())


@pytest.mark.parametrize("name", ["explain", "off", "weight_randomization", "faithfulness"])
def test_a_pass_with_gradients_is_the_only_one_that_is_open(name, monkeypatch):
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
    here, free, own = analyses.analysis(spec), [], torch.autograd.grad

    def grad(*arguments, **options):
        free.append(inference_lock.graphs.free)
        return own(*arguments, **options)

    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))
    monkeypatch.setattr(torch.autograd, "grad", grad)
    made = ENDPOINTS[name].make(here, ViewState(forget=1, off="11.3"))
    if isinstance(made, Generator):
        next(made)  # the passes with gradients come before the first step
        made.close()
    assert set(free) == {0}
