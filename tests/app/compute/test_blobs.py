import json

from vitviz.app.compute import analyses, blobs
from vitviz.app.compute.analyses import AnalysisSpec


def key():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0)).key


def test_the_rollouts_of_two_settings_are_two_blobs():
    one = blobs.rollout_blob(key(), "readout", "mean", 0.5, 0.0)
    other = blobs.rollout_blob(key(), "readout", "mean", 0.4, 0.0)
    assert one != other
    assert len(one) == 257 * 4


def test_the_measures_have_a_number_for_every_head():
    found = json.loads(blobs.measures_blob(key()))
    assert [len(row) for row in found["entropy"]] == [6] * 12
    assert [len(row) for row in found["reach"]] == [6] * 12
