from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState


def test_every_answer_depends_on_fields_that_the_address_knows():
    assert all(set(answer.fields) <= ViewState.model_fields.keys() for answer in ENDPOINTS.values())
