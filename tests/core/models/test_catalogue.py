from dataclasses import replace

import pytest
import timm

from vitviz.core.models import catalogue
from vitviz.core.models.catalogue import UNTRIED, Facts, read, write
from vitviz.errors import ArgumentError, ModelError

VIT = Facts(
    kind="vit",
    family="vision_transformer",
    parameters=100,
    a_class=5,
    size=(224, 224),
    patch=(16, 16),
    prefix=("class", "register"),
    reads="class",
    positions=("absolute", "rotary"),
)


def test_what_is_written_is_read(tmp_path):
    held = {"a": VIT, "b": Facts(kind="other", refused="unplaced")}
    write(held, "1.0", tmp_path / "table.json")
    assert read(tmp_path / "table.json") == held


def test_tokens_are_the_patches_of_a_size_and_those_before_them():
    assert VIT.tokens((224, 224)) == 14 * 14 + 2
    assert VIT.tokens((96, 160)) == 6 * 10 + 2
    assert Facts(kind="cnn").tokens((224, 224)) is None


def test_tokens_of_overlapping_patches_are_those_of_their_grid():
    pit = replace(VIT, patch=(8, 8), grid=(27, 27), prefix=("class",))
    assert pit.tokens((224, 224)) == 27 * 27 + 1


def test_a_head_costs_parameters_for_each_class():
    assert (VIT.parameters_for(0), VIT.parameters_for(1000)) == (100, 5100)


def test_only_what_is_refused_does_not_open():
    assert VIT.opens
    assert not Facts(kind="vit", refused=UNTRIED).opens


@pytest.mark.parametrize("fields", [{"kind": "rnn"}, {"kind": "vit", "parameters": -1}])
def test_what_makes_no_sense_is_refused(fields):
    with pytest.raises(ArgumentError):
        Facts(**fields)


@pytest.mark.parametrize("text", ["", "[]", '{"architectures": {"a": {"kind": "vit", "no": 1}}}'])
def test_a_damaged_table_is_told(tmp_path, text):
    (tmp_path / "table.json").write_text(text)
    with pytest.raises(ModelError) as refused:
        read(tmp_path / "table.json")
    assert refused.value.reason == "table_damaged"


def test_a_table_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ModelError) as refused:
        read(tmp_path / "none.json")
    assert refused.value.reason == "file_missing"


def test_the_projects_table_names_what_timm_has():
    held = catalogue.catalogue()
    assert set(held) <= set(timm.list_models())
    assert held["vit_small_patch16_224"].tokens((224, 224)) == 197
