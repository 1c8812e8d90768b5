import pytest

from vitviz.app.compute import budget
from vitviz.app.settings import Settings


@pytest.fixture
def given(monkeypatch):
    """A function that sets the settings and the memory of a machine without an accelerator."""

    def give(memory=16 << 30, **settings):
        monkeypatch.setattr(budget, "settings", lambda: Settings(device="cpu", **settings))
        monkeypatch.setattr(budget, "memory", lambda: memory)

    return give


def caches():
    return sum(budget.limit(kind) for kind in budget.FRACTIONS)


def test_the_caches_the_libraries_and_what_is_under_way_make_a_quarter_of_the_memory(given):
    given(16 << 30)
    assert budget.total() == 4 << 30
    held = budget.LIBRARIES + budget.UNDER_WAY + caches()
    assert held == pytest.approx(4 << 30, rel=1e-6)


@pytest.mark.parametrize("asked", [1_250_000_000, 1_500_000_000, 2_000_000_000])
def test_with_little_memory_the_caches_keep_what_the_models_need(given, asked):
    given(memory_bytes=asked)
    assert caches() == pytest.approx(min(asked - budget.LIBRARIES, 400_000_000), rel=1e-6)
    assert budget.LIBRARIES + budget.under_way() + caches() == pytest.approx(asked, rel=1e-6)


@pytest.mark.parametrize(
    ("gigabytes", "decoders", "megapixels"),
    [(4.0, 2, 64), (2.3, 2, 64), (2.2, 1, 64), (1.8, 1, 64), (1.6, 1, 37), (1.2, 1, 16)],
)
def test_with_little_memory_photos_are_decoded_one_at_a_time_and_the_largest_are_not(
    given, gigabytes, decoders, megapixels
):
    given(memory_bytes=int(gigabytes * 1e9))
    assert (budget.decoders(), budget.most_pixels()) == (decoders, megapixels * 1_000_000)


@pytest.mark.parametrize("gigabytes", [1.5, 1.75, 2.0, 2.2, 2.5, 3.0, 6.0])
def test_full_caches_a_pass_with_gradients_and_the_largest_photos_stay_within_a_fifth_more(
    given, gigabytes
):
    given(memory_bytes=int(gigabytes * 1e9))
    photos = budget.decoders() * budget.most_pixels() / 64e6 * 0.55e9  # as measured
    assert budget.LIBRARIES + caches() + 0.3e9 + photos <= 1.2 * budget.total()


def test_a_lecture_has_half_of_the_memory_and_more_of_it_for_photos(given):
    given(16 << 30)
    usual = budget.limit("photos")
    given(16 << 30, lecture=True)
    assert budget.total() == 8 << 30
    assert budget.limit("photos") > 4 * usual
    assert caches() == pytest.approx(budget.total() - budget.LIBRARIES - budget.UNDER_WAY, rel=1e-6)


@pytest.mark.parametrize("gigabytes", [1.3, 2.0])
def test_in_a_lecture_with_little_memory_there_is_as_much_for_the_models(given, gigabytes):
    given(memory_bytes=int(gigabytes * 1e9))
    usual = budget.limit("models")
    given(memory_bytes=int(gigabytes * 1e9), lecture=True)
    assert budget.limit("models") == usual


def test_the_fractions_are_of_one_whole():
    assert sum(budget.FRACTIONS.values()) == pytest.approx(1)
    assert sum(budget.OF_A_CLASS.values()) == pytest.approx(1)
    assert budget.OF_A_CLASS.keys() == budget.FRACTIONS.keys()
    assert sum(budget.ON_DEVICE.values()) == pytest.approx(1)


def test_a_small_machine_has_room_for_the_libraries_and_a_little(given):
    given(1 << 30)
    assert budget.total() == budget.LIBRARIES + budget.LEAST


def test_what_the_operator_sets_is_taken(given):
    given(trace_bytes=5, blob_bytes=6, photo_bytes=8, model_bytes=7)
    kinds = ("analyses", "blobs", "photos", "images", "seen", "models")
    assert [budget.limit(kind) for kind in kinds] == [5, 6, 8, 4, 1, 7]
    given(memory_bytes=10**10)
    assert budget.total() == 10**10


def test_on_a_cuda_device_models_and_analyses_have_a_quarter_of_its_memory(given, monkeypatch):
    given()
    host = budget.limit("blobs")
    monkeypatch.setattr(budget, "device", lambda: "cuda")
    monkeypatch.setattr(budget, "_device_memory", lambda: 80 << 30)
    assert budget.limit("models") + budget.limit("analyses") == 20 << 30
    assert budget.limit("blobs") == host


@pytest.mark.parametrize(
    ("line", "files", "expected"),
    [
        ("0::/a/b", {"a/memory.max": "500", "a/b/memory.max": "max"}, [500]),
        ("0::/", {"memory.max": "700"}, [700]),
        ("4:memory:/outside/x", {"memory/memory.limit_in_bytes": "900"}, [900]),
        ("3:cpuset:/", {"memory.max": "1"}, []),
    ],
)
def test_the_limits_of_both_versions_of_cgroups_count(tmp_path, line, files, expected):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    own = tmp_path / "own"
    own.write_text(f"{line}\n")
    assert list(budget._of_cgroups(own, tmp_path)) == expected


def test_without_cgroups_there_is_no_limit_of_theirs(tmp_path):
    assert list(budget._of_cgroups(tmp_path / "none", tmp_path)) == []


def test_the_budget_is_stated_in_one_line(given):
    given(16 << 30)
    line = budget.stated()
    assert "\n" not in line
    assert line.startswith("memory budget 4.29e+09 bytes of 1.72e+10")
    assert all(kind in line for kind in budget.FRACTIONS)
