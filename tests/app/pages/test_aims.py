import pytest

from vitviz.app.pages.aims import AIMS, aims
from vitviz.app.pages.site import SITES


@pytest.mark.parametrize("step", AIMS)
def test_every_step_leads_to_a_section_of_a_page(step):
    page, section = AIMS[step]
    (site,) = [site for site in SITES if site.name == page]
    assert section in [part.name for part in site.sections]


def test_the_front_page_is_linked_by_its_address():
    assert aims()["label"] == {"name": "explore", "url": "./", "section": "predictions"}
