import timm

from vitviz.core.coverage.names import MEMBERS


def test_at_least_150_names_of_timm_are_measured():
    assert len(MEMBERS) >= 150
    assert MEMBERS.keys() <= set(timm.list_models())
