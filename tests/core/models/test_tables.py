import pytest
import torch

from vitviz.core.models.pickles import Stored
from vitviz.core.models.tables import alike, for_model, tables_of

WANTED = {"embed.weight": (2,), "blocks.0.norm.weight": (3,), "head.weight": (4,)}


def stored(*shape):
    return Stored(torch.float32, shape, lambda: torch.zeros(shape))


def weights(prefix="", **shapes):
    return {prefix + name: stored(*shape) for name, shape in (WANTED | shapes).items()}


def best(tree):
    return for_model(tables_of(tree), WANTED)[0]


def test_every_dictionary_with_named_tensors_is_a_table_whatever_it_is_called():
    tree = {"a": {"b": weights(), "c": 3}, 5: weights(), "d": [weights()], "e": {1: stored(1)}}
    assert [table.name for table in tables_of(tree)] == ["a.b"]
    assert [table.name for table in tables_of(tree | weights())] == ["", "a.b"]


def test_a_tree_that_holds_itself_ends():
    tree = {"a": weights()}
    tree["again"] = tree
    assert [table.name for table in tables_of(tree)] == ["a"]


def test_a_tree_that_doubles_at_each_level_is_walked_once():
    tree = weights()
    for _ in range(60):
        tree = {"left": tree, "right": tree}
    assert len(tables_of(tree)) <= 1


@pytest.mark.parametrize("prefix", ["", "module.", "net.backbone.", "model.blocks."])
def test_the_prefix_under_which_most_names_are_the_models_is_taken_off(prefix):
    found = best(weights(prefix) | {"loss.weight": stored(9)})
    assert found.tensors.keys() - {"loss.weight"} == WANTED.keys()
    assert found.outside == (("loss.weight",) if prefix else ())


def test_a_table_with_more_of_the_names_comes_before_one_with_an_average():
    tree = {"model": weights(), "ema": {"head.weight": stored(4)}}
    assert [table.name for table in for_model(tables_of(tree), WANTED)] == ["model", "ema"]


def test_a_table_of_the_models_shapes_comes_before_one_of_other_shapes():
    other = weights(**{"head.weight": (9,)})
    found = for_model(tables_of({"model_ema": other, "model": weights()}), WANTED)
    assert [table.name for table in found] == ["model", "model_ema"]
    assert [table.name for table in alike(found, WANTED)] == ["model"]


@pytest.mark.parametrize(
    "names",
    [
        ("state_dict_ema", "state_dict"),
        ("model_ema", "model"),
        ("ema", "model"),
        ("ema_model", "model"),
        ("teacher", "student"),
        ("target_encoder", "encoder"),
        ("state_dict", "optimizer"),
    ],
)
def test_of_tables_that_fit_alike_the_averaged_and_the_weights_own_come_first(names):
    for order in (names, names[::-1]):
        found = for_model(tables_of({name: weights() for name in order}), WANTED)
        assert tuple(table.name for table in found) == names
        assert alike(found, WANTED) == found


@pytest.mark.parametrize(
    ("name", "averaged"),
    [
        ("state_dict_ema", True), ("model_ema.module", True), ("ema.model", True),
        ("averaged_model", True), ("state_dict", False), ("semantic", False), ("remap", False),
        ("teacher", False), ("", False),
    ],
)  # fmt: skip
def test_an_average_is_told_by_its_name(name, averaged):
    tree = weights()
    for part in reversed(name.split(".")):
        tree = {part: tree} if part else tree
    assert best(tree).averaged is averaged


def test_a_table_is_called_by_its_whole_name_or_the_beginning_of_it():
    table = best({"teacher": weights("backbone.")})
    assert table.name == "teacher.backbone"
    assert [table.called(name) for name in ("teacher", "teacher.backbone", "teach")] == [
        True, True, False
    ]  # fmt: skip


def test_without_a_name_of_the_models_there_is_no_table():
    assert for_model(tables_of({"a": {"other": stored(1)}}), WANTED) == ()
