from importlib import import_module
from pathlib import Path

import pytest

from vitviz.app import pages
from vitviz.app.pages.site import SITES
from vitviz.web.browser_files import imported, module_of
from vitviz.web.parts import part_of


def test_every_page_has_its_module_and_every_module_its_place_in_the_bar():
    (folder,) = pages.__path__
    modules = {file.stem for file in Path(folder).glob("*.py")} - {"__init__"}
    named = {site.name for site in SITES}
    assert named <= modules
    assert all(
        callable(import_module(f"vitviz.app.pages.{name}").panels)
        for name in {site.name for site in SITES}
    )


def test_one_page_is_the_front_page_and_no_two_share_an_address():
    paths = [site.path for site in SITES]
    assert paths.count("") == 1
    assert len(set(paths)) == len(paths)


def test_no_two_sections_share_a_name():
    names = [section.name for site in SITES for section in site.sections]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_page_that_does_not_ask_first_begins_with_the_files_of_all_that_it_shows(site):
    assert site.asks or len({part_of(view) for view in site.views}) == 1


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_every_section_is_a_view_of_its_page_or_a_part_that_the_view_marks(site):
    for section in site.sections:
        assert section.view in site.views
        first = next(part for part in site.sections if part.view == section.view)
        marked = any(
            f'"data-section": "{section.name}"' in file.read_text("utf-8")
            for file in imported(module_of(section.view))
        )
        assert marked or section is first, section.name
