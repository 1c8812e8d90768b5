from types import SimpleNamespace

import pytest

from vitviz.app.endpoints.snippets import versus_fields
from vitviz.app.state.view_state import ViewState


@pytest.mark.parametrize(("depth", "layer"), [("", "last"), ("0", "first"), ("99", "last")])
def test_a_depth_is_a_layer_and_the_last_one_where_there_are_not_so_many(monkeypatch, depth, layer):
    monkeypatch.setattr(versus_fields, "layers_of", lambda _: ("first", "middle", "last"))
    state = ViewState(vit_depth=depth, cnn_depth="1")
    assert versus_fields.layer_of(SimpleNamespace(), "vit", state) == layer
    assert versus_fields.layer_of(SimpleNamespace(), "cnn", state) == "middle"
