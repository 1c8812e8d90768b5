"""What the Python of ViT vs CNN shows besides its arrays, run as it is given."""

import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"alter": "noise", "noise": 0.3, "seed": 2}, 'Perturbation("noise", amount=0.3, seed=2)'),
        ({"alter": "grey", "seed": 2}, 'Perturbation("grey", amount=1.0)'),
        ({"alter": "shift", "right": -3}, "right=-3, down=0, beyond='wrap')"),
    ],
)
def test_a_perturbation_is_written_without_what_it_does_not_depend_on(analysis, fields, line):
    assert line in ENDPOINTS["versus_arrays"].code(analysis, ViewState(**fields))


def test_tokens_are_left_out_in_the_lines_only_where_they_are_on_the_page(analysis):
    code = ENDPOINTS["versus_arrays"].code
    left_out = "dropped(subject, how)[None]"
    assert left_out in code(analysis, ViewState(alter="drop", fill="token"))
    assert left_out not in code(analysis, ViewState(alter="drop", fill="mean"))
