from tests.app.pages.shown import shown
from vitviz.app.pages import versus


def test_the_page_opens_with_what_is_done_to_the_picture():
    assert shown(versus)[0].view == "perturb"
