from dataclasses import fields

from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState


def test_every_answer_depends_on_fields_that_the_address_knows():
    known = {field.name for field in fields(ViewState)}
    assert all(set(answer.fields) <= known for answer in ENDPOINTS.values())
