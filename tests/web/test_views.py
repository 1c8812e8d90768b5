import re

import pytest

from vitviz.web.browser_files import FRONTEND, module_of
from vitviz.web.views import VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_module_with_a_view_and_its_stylesheets(view):
    assert re.search(
        r"^export default class \w+ extends \w*View\b", module_of(view).read_text(), re.M
    )
    assert all((FRONTEND / "views" / name).is_file() for name in VIEWS[view].styles)
