"""Of every panel the lines of Python give what its archive holds: each array, and no other."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, ran
from vitviz.app.compute import analyses
from vitviz.app.endpoints.registry import ENDPOINTS

CLASSES = {"target": "5", "start": 2, "cam": "9"}
PINS = {"a": "7@11.3", "b": "p0@10.mean", "show": "diff"}
ROLLOUT = {"fusion": "max", "residual": 0.3, "discard": 0.5}
CHANGE = {"seed": 5, "patch": 9, "amount": 0.35}
CASES = [
    *(("attention", {"query": "7", "by": by}) for by in ("row", "column")),
    *(
        ("shown", {"query": "7", "head": head, "by": by, **ROLLOUT})
        for head in ("9.4", "9.mean", "rollout")
        for by in ("row", "column")
    ),
    ("shown", {"query": "3", "head": "0.0", "a": "7@9.4", "show": "a"}),
    *(("shown", {**PINS, "by": by}) for by in ("row", "column")),
    ("rollout", ROLLOUT),
    ("predictions", {}),
    ("explain", {"target": "5"}),
    ("explain", {"target": "3", "against": "5"}),
    ("faithfulness", {**CLASSES, "filling": "mean"}),
    ("faithfulness", {**CLASSES, "filling": "blur"}),
    ("weight_randomization", {**CLASSES, "forget": 3}),
    ("weight_randomization", {"start": 9999, "cam": "0999", "forget": 1}),
    ("invariants", {}),
    ("ablation", {"target": "5"}),
    *(("off", {**CLASSES, "off": off}) for off in ("11.3", "0.all-11.3-11.2", "")),
    ("embedding", {"query": "7", "filter": "332"}),
    ("depth", {"query": "7"}),
    ("lens", {"depth": "11", "target": "5"}),
    *(("position_arrays", {"table": table}) for table in ("used", "learned")),
    *(("position_change", {"change": change, **CHANGE}) for change in ("none", "all", "photo")),
    ("position_facts", {}),
]


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


@pytest.mark.parametrize(("what", "fields"), CASES)
def test_the_lines_make_every_array_of_the_archive(analysis, what, fields):
    _, arrays = asked(analysis, what, **fields)
    made = ran(analysis, what, **fields)["arrays"]
    assert list(made) == list(arrays)
    for name, known in arrays.items():
        own = np.asarray(made[name])
        assert own.shape == known.shape, name
        own, known = own.astype(np.float64), known.astype(np.float64)
        largest = np.nanmax(np.abs(known), initial=0)
        np.testing.assert_allclose(own, known, rtol=2e-3, atol=1e-5 + 2e-5 * largest, err_msg=name)


def test_every_panel_that_gives_lines_is_compared():
    assert {what for what, _ in CASES} == {what for what, one in ENDPOINTS.items() if one.code}
