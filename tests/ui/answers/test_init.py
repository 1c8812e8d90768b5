from dataclasses import fields

from vitviz.ui.answers import ANSWERS
from vitviz.ui.choice import Choice


def test_every_answer_depends_on_fields_that_the_address_knows():
    known = {field.name for field in fields(Choice)}
    assert all(set(answer.fields) <= known for answer in ANSWERS.values())
