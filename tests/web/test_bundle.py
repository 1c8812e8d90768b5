import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitviz.web.bundle import npz, pack, unpack

DTYPES = ("float16", "float32", "uint8", "int32")
shapes = st.lists(st.integers(0, 5), min_size=1, max_size=3).map(tuple)
arrays = st.builds(
    lambda shape, dtype, seed: (np.random.default_rng(seed).random(shape) * 99).astype(dtype),
    shapes,
    st.sampled_from(DTYPES),
    st.integers(0, 99),
)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=9)), st.lists(arrays, max_size=4))
def test_what_is_packed_is_unpacked(facts, given_arrays):
    facts.pop("arrays", None)
    named = {f"a{index}": array for index, array in enumerate(given_arrays)}
    header, found = unpack(pack(facts, named))
    assert header == facts
    assert list(found) == list(named)
    for name, array in named.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_every_array_starts_at_a_multiple_of_eight():
    blob = pack({"é": "ü"}, {"one": np.arange(3, dtype=np.uint8), "two": np.ones(2, np.float32)})
    length = int.from_bytes(blob[:4], "little")
    places = json.loads(blob[4 : 4 + length])["arrays"]
    assert [place["at"] % 8 for place in places.values()] == [0, 0]
    assert len(blob) % 8 == 0


def test_another_kind_of_number_is_refused():
    with pytest.raises(ValueError, match="float64"):
        pack({}, {"x": np.zeros(2)})


def test_a_header_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"x": float("nan")}, {})


def test_an_archive_holds_arrays_settings_and_versions():
    blob = pack({"unit": "nats"}, {"map": np.ones((2, 3), np.float32)})
    with np.load(io.BytesIO(npz(blob, {"settings": {"target": 3}}))) as archive:
        about = json.loads(str(archive["about"]))
        assert archive["map"].shape == (2, 3)
    assert about["settings"] == {"target": 3}
    assert about["facts"] == {"unit": "nats"}
    assert {"vitviz", "torch", "timm", "numpy"} == set(about["versions"])
