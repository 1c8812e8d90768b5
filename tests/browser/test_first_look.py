"""What comes first: the layer looked at, on a phone its head; others where the wall is near."""

import re

import pytest
from playwright.sync_api import expect

LOOKED = '.vv[data-looked]:not([data-looked=""]) .explorer'
PAINTED = '.vv[data-painted]:not([data-painted=""]) .explorer'
ALL = [str(layer) for layer in range(12)]


def layers(sent, single=False):
    """The layers asked for, or `single` heads as "layer&head=number", in their order."""
    pattern = r"/head\?layer=(\d+&head=\d+)$" if single else r"/layer\?layer=(\d+)$"
    asked = [re.search(pattern, request) for request in sent]
    return [found[1] for found in asked if found]


@pytest.mark.variant(screen="phone", fresh=True)
def test_a_phone_fetches_the_head_looked_at_and_all_layers_when_the_wall_comes_near(page, sent):
    page.goto("/?photo=koala&head=4.1")
    expect(page.locator(PAINTED)).to_be_visible(timeout=20_000)
    page.wait_for_load_state("networkidle")
    assert (layers(sent, single=True), layers(sent)) == (["4&head=1"], [])
    photo = next(request for request in sent if "/photo/koala.jpg" in request)
    assert photo.endswith("size=small")
    assert not [request for request in sent if "queries=all" in request or "/media/" in request]
    page.locator(".explorer .wall").evaluate("wall => wall.scrollIntoView()")
    with page.expect_response(re.compile("queries=all")):  # the last that comes
        pass
    assert sorted(layers(sent), key=int) == ALL


@pytest.mark.variant(fresh=True)
def test_a_laptop_fetches_all_layers_the_one_looked_at_first(page, sent):
    page.goto("/?photo=koala&head=4.1")
    expect(page.locator(PAINTED)).to_be_visible(timeout=20_000)
    assert layers(sent)[0] == "4"
    assert sorted(layers(sent), key=int) == ALL


@pytest.mark.variant(fresh=True)
def test_the_layer_looked_at_is_shown_while_no_other_comes(page):
    page.route(re.compile(r"/layer\?layer=(?!4$)"), lambda route: None)
    page.goto("/?photo=koala&head=4.1")
    expect(page.locator(LOOKED)).to_be_visible(timeout=20_000)
    expect(page.locator(PAINTED)).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")
