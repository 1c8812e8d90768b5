import pytest

from vitviz.app.compute import analyses, expected, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.photo_queue import Place
from vitviz.app.host import meanwhile
from vitviz.app.state.view_state import ViewState

OWN = "up-" + 32 * "b"


@pytest.fixture(autouse=True)
def session(monkeypatch):
    found = {}
    monkeypatch.setattr(meanwhile.st, "session_state", found)
    expected._names.clear()
    return found


@pytest.fixture
def line(warmed, monkeypatch):
    """All photos but the first bundled one stand in line, at the place of the list."""
    places, original = [], analyses.analysis

    def waits(spec, tell=lambda _: None):
        if spec.photo != photos.first():
            for place in places:
                tell(place)
        return original(spec)

    monkeypatch.setattr(analyses, "analysis", waits)
    return places


def test_a_photo_behind_others_does_not_keep_the_page_from_standing(line):
    line[:] = [Place(3, 4.0)]
    found = meanwhile.standing(ViewState(photo="koala"))
    assert found.like.spec == AnalysisSpec.of(ViewState(photo="koala"))
    first = analyses.analysis(AnalysisSpec.of(ViewState()))
    assert found.like.trace is first.trace


def test_a_photo_that_nobody_is_before_is_waited_for(line):
    line[:] = [Place(0, 4.0)]
    assert meanwhile.standing(ViewState(photo="koala")) is None


def test_in_its_own_shape_it_is_waited_for_since_its_patches_are_not_counted_yet(line):
    line[:] = [Place(3, 4.0)]
    assert meanwhile.standing(ViewState(photo="koala", shape="photo")) is None


def test_a_photo_that_is_gone_is_missed_unless_its_tab_has_said_that_it_brings_it(line):
    state = ViewState(photo=OWN)
    assert meanwhile.standing(state) is None
    expected.expect(OWN)
    for _ in range(2):  # each run of this session, until the photo comes or is given up
        assert meanwhile.standing(state).like.spec.photo == photos.first()
    meanwhile.given_up()
    assert meanwhile.standing(state) is None


def test_what_cannot_be_shown_at_all_is_left_to_be_said(line):
    assert meanwhile.standing(ViewState(photo="koala", model="no_such_model")) is None
    expected.expect(OWN)
    assert meanwhile.standing(ViewState(photo=OWN, model="no_such_model")) is None
