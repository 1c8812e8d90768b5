import pytest

from vitviz.app.pages.aims import AIMS, SEEN, aims, seen
from vitviz.app.pages.site import SITES
from vitviz.text import words
from vitviz.web.glossary import GROUPS


@pytest.mark.parametrize("step", AIMS)
def test_every_step_leads_to_a_section_of_a_page(step):
    page, section = AIMS[step]
    (site,) = [site for site in SITES if site.name == page]
    assert section in [part.name for part in site.sections]


def test_the_front_page_is_linked_by_its_address():
    assert aims()["label"] == {"name": "explore", "url": "./", "section": "predictions"}


def test_every_term_of_the_glossary_is_seen_in_one_place():
    assert sorted(SEEN) == sorted(term.id for _title, terms in GROUPS for term in terms)


@pytest.mark.parametrize("term", SEEN)
def test_a_term_is_seen_in_a_section_of_a_page_or_on_the_page_as_it_begins(term):
    page, section = SEEN[term]
    (site,) = [site for site in SITES if site.name == page]
    assert section in ["", *(part.name for part in site.sections)]


def test_where_a_term_is_seen_is_called_as_the_bar_calls_it():
    assert seen(words("en"))["norm"] == {
        "name": "inside",
        "url": "inside",
        "section": "depth",
        "title": "Inside › Residual stream",
    }
    assert seen(words("en"))["gelu"]["title"] == "Lesson"
