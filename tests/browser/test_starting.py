"""A page that is opened while the server starts waits for it, and is then that of its address."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gated import gated


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    with gated(tmp_path_factory.mktemp("cold")) as found:
        yield found


@pytest.fixture
def server(gate):
    """In place of everybody's: the one whose start can be made to last."""
    return gate[0]


def test_a_link_that_is_opened_before_the_models_are_there_leads_to_its_page(gate, new_page):
    gate[1].cool()
    page = new_page(fresh=True)
    page.goto("/vs-cnn?photo=koala&alter=grey")
    expect(page.get_by_text("Loading the models")).to_be_visible(timeout=30_000)
    gate[1].warm()
    expect(page.locator('.vv[data-view="perturb"]')).to_be_visible(timeout=30_000)
    expect(page).to_have_url(re.compile(r"/vs-cnn\?photo=koala&alter=grey$"))
    expect(page).to_have_title("ViT vs CNN · vitviz")
