"""What the page is told of exact facts and counts, against the core and closed forms."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, blob
from vitviz.app.compute import analyses
from vitviz.app.endpoints.arrays import about_arrays
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.endpoints.snippets.versus_facts import MEASURED
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.equivariance import PASSES
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_facts_that_are_exact_in_theory_stay_below_the_limit(analysis):
    header, arrays = asked(analysis, "equivariance")
    exact = ("wrapped", "strided", "inside", "convolution", "attention", "tokens")
    assert max(header[name] for name in exact) < header["limit"] == 1e-5
    assert header["placed"] > 0.1
    assert (header["kernel"], header["stride"], header["strides"]) == ([3, 3], 2, 32)
    known = [header[name] for name in MEASURED]
    np.testing.assert_allclose(arrays["measured"], known, rtol=1e-6)


def test_every_pass_is_told(analysis):
    steps = ENDPOINTS["equivariance"].make(analysis, ViewState())
    assert list(steps) == [(done, PASSES) for done in range(PASSES + 1)]


def test_the_counts_are_of_the_size_that_is_shown(analysis):
    header, arrays = asked(analysis, "counting")
    assert (header["vit"]["size"], header["cnn"]["size"]) == ([56, 56], [224, 224])
    assert (header["tokens"], header["blocks"]) == (17, 12)
    by_name = {part["name"]: part for part in header["vit"]["parts"]}
    assert by_name["mlp"]["multiply_adds"] == 12 * 17 * 8 * 384 * 384
    assert by_name["products"]["multiply_adds"] == 12 * 2 * 17 * 17 * 384
    assert arrays["vit_parameters"].sum() == 22_080_062
    assert arrays["cnn_parameters"].sum() == 4_652_008


def test_the_archive_names_every_part(analysis):
    header, arrays = unpack(blob(analysis, "counting"))
    about = about_arrays(ENDPOINTS["counting"].arrays, analysis, header, arrays)
    assert about["vit_least"]["labels"]["vit_parts"][0] == "patch_embedding"
    assert about["cnn_unshared"]["labels"]["cnn_parts"][:2] == ["stem", "depthwise"]
    assert "rounded" in about["cnn_unshared"]["scaling"]
