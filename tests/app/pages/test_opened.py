from tests.app.pages.shown import analysis
from vitviz.app.pages.opened import opened
from vitviz.app.state.view_state import ViewState


def test_a_photo_opens_where_the_models_card_says():
    here = analysis()
    card = here.vit.card["opens_at"]
    found = opened(ViewState(), here)
    assert found.head == f"{card['layer']}.{card['head']}"


def test_what_the_state_names_stays():
    found = opened(ViewState(query="7", head="0.1"), analysis())
    assert (found.query, found.head) == ("7", "0.1")
