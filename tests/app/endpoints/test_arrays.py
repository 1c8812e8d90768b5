"""What describes an array: its own invariants, and what a table of descriptions says of arrays."""

import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.arrays import Array, about_arrays
from vitviz.errors import ArgumentError

HEADS = Array(("heads", "rows"), "logit", "as it is")


def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_a_pattern_describes_every_array_of_its_kind():
    arrays = {f"layer_{index}": np.zeros((6, 2), np.float32) for index in (0, 11)}
    about = about_arrays({"layer_*": HEADS}, analysis(), {}, arrays)
    assert about["layer_11"] == {
        "axes": ["heads", "rows"],
        "shape": [6, 2],
        "dtype": "float32",
        "unit": "logit",
        "scaling": "as it is",
        "labels": {"heads": [f"head {number}" for number in range(1, 7)]},
    }
    assert about.keys() == arrays.keys()


def test_an_array_that_nothing_describes_is_refused():
    with pytest.raises(KeyError, match="other"):
        about_arrays({"layer_*": HEADS}, analysis(), {}, {"other": np.zeros((6, 2), np.float32)})


@pytest.mark.parametrize("given", [((), "logit", "as it is"), (("rows",), "", "as it is")])
def test_an_array_without_axes_or_unit_is_none(given):
    with pytest.raises(ArgumentError):
        Array(*given)
