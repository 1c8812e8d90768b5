"""Two photos that pages compare."""

from dataclasses import replace

import pytest

from vitviz.app.compute import analyses

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)


@pytest.fixture(scope="session")
def koala():
    """The koala in 4 rows and 6 columns of patches."""
    return analyses.analysis(SPEC)


@pytest.fixture(scope="session")
def cat():
    """The cat, in as many."""
    return analyses.analysis(replace(SPEC, photo="cat"))
