from importlib import import_module
from pathlib import Path

from vitviz.app import pages
from vitviz.app.pages.site import SITES


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
