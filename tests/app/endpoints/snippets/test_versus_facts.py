"""The Python of the exact facts and counts, run as it is given."""

import dataclasses

import pytest

from tests.app.endpoints.snippets.ran import ran
from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.versus_facts import COLUMNS, MEASURED
from vitviz.core.comparison.counting import Part
from vitviz.core.comparison.equivariance import Equivariance


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_lines_of_the_exact_facts_find_that_they_hold(analysis):
    facts = ran(analysis, "equivariance")["facts"]
    assert max(facts.wrapped, facts.strided, facts.inside, facts.convolution) < 1e-5
    assert max(facts.attention, facts.tokens) < 1e-5


def test_every_measured_share_is_in_the_archive():
    names = [field.name for field in dataclasses.fields(Equivariance)]
    assert [*MEASURED, "strides"] == names


def test_every_count_of_a_part_is_in_the_archive():
    assert ["name", *COLUMNS] == [field.name for field in dataclasses.fields(Part)]
