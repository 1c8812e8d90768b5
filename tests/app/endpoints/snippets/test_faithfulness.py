"""What the Python of what judges the maps shows besides its arrays, run as it is given."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, ran, three_points
from vitviz.app.compute import analyses

FIELDS = {"target": "5", "filling": "blur", "start": 2, "cam": "9"}


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_areas_and_standings_are_those_that_the_page_writes(analysis, monkeypatch):
    three_points(monkeypatch)
    header, _ = asked(analysis, "faithfulness", **FIELDS)
    found = ran(analysis, "faithfulness", **FIELDS)
    shown = [each["deletion"]["probability"] for each in header["vit"]["methods"]]
    np.testing.assert_allclose(found["areas"], [each["area"] for each in shown], rtol=1e-3)
    assert [each.side for each in found["standings"]] == [each["side"] for each in shown]


def test_the_lines_of_weight_randomization_make_the_maps_correlations(analysis):
    header, _ = asked(analysis, "weight_randomization", **FIELDS, forget=3)
    found = ran(analysis, "weight_randomization", **FIELDS, forget=3)
    np.testing.assert_allclose(found["agreement"], header["agreement"], atol=0.02)


def test_the_lines_of_the_invariants_find_that_they_hold(analysis, capsys):
    assert ran(analysis, "invariants")["found"].hold
    assert "True" in capsys.readouterr().out


def test_the_lines_of_ablation_show_the_classes_changes(analysis):
    _, arrays = asked(analysis, "ablation")
    shown = ran(analysis, "ablation", target="5")["shown"]
    np.testing.assert_allclose(shown, arrays["without_head"][..., 5], atol=1e-4)
