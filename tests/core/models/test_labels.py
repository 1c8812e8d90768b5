import json

import numpy as np
import pytest
from timm.data import ImageNetInfo

from vitviz.core.models.labels import are_given, described, labels_from, synsets_from
from vitviz.errors import ArgumentError, ModelError

NAMES = ("cat", "dog", "owl")
RECORDS = [f'{{"id": {at}, "name": "{NAMES[at]}"}}' for at in (2, 0, 1)]


@pytest.mark.parametrize(
    "given",
    [
        ["cat", "dog", "owl"],
        ("cat", "dog", "owl"),
        {0: "cat", 1: "dog", 2: "owl"},
        {"2": "owl", "0": "cat", "1": "dog"},
        {"cat": 0, "owl": 2, "dog": 1},
        {"cat": "0", "owl": "2", "dog": "1"},
        {0: ["n1", "cat"], 1: ["n2", "dog"], 2: ["n3", "owl"]},
        np.array(["cat", "dog", "owl"]),
        {"cat": np.int64(0), "owl": np.int64(2), "dog": np.int64(1)},
        {"0.0": "cat", "1.0": "dog", "2.0": "owl"},
    ],
)
def test_a_list_and_a_mapping_either_way_round_name_the_classes(given):
    assert labels_from(given, 3) == NAMES


@pytest.mark.parametrize("given", [{"cat", "dog"}, iter(["cat", "dog"]), 2, [{"no": "name"}] * 2])
def test_what_has_no_order_or_no_names_is_refused(given, unchecked):
    with pytest.raises(ArgumentError, match="names in their order"):
        labels_from(given, 2)


def test_labels_that_are_numbered_from_one_are_told_so():
    with pytest.raises(ArgumentError) as caught:
        labels_from({1: "cat", 2: "dog"}, 2)
    assert caught.value.reason == "labels_from_one"
    assert (caught.value.facts["largest"], caught.value.facts["last"]) == (2, 1)


def test_nothing_and_an_empty_list_are_no_labels_and_an_array_is():
    assert not any(map(are_given, ((), [], {}, "")))
    assert are_given(np.array(["cat", "dog"]))


def test_a_class_that_a_mapping_leaves_out_is_called_by_its_number():
    assert labels_from({"0": "cat", "2": "owl"}, 4) == ("cat", "1", "owl", "3")


def test_folders_with_numbers_for_names_keep_them():
    assert labels_from({"0": 0, "1": 1, "10": 2}, 3) == ("0", "1", "10")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("names.txt", "cat\ndog\nowl\n"),
        ("names.txt", "\ufeffcat\r\ndog\r\n\r\nowl"),
        ("names.txt", "0 cat\n1 dog\n2 owl"),
        ("names.txt", "2: owl\n0: cat\n1: dog"),
        ("names", "cat\ndog\nowl"),
        ("names.csv", "cat\ndog\nowl\n"),
        ("names.csv", "label\ncat\ndog\nowl\n"),
        ("names.csv", "index,name\n0,cat\n2,owl\n1,dog\n"),
        ("names.csv", "name,index\ncat,0\nowl,2\ndog,1\n"),
        ("names.csv", "0,cat\n1,dog\n2,owl\n"),
        ("names.csv", "class_id;super;class_name\n0;pet;cat\n1;pet;dog\n2;bird;owl\n"),
        ("names.tsv", "cat\t0\ndog\t1\nowl\t2\n"),
        ("names.json", '["cat", "dog", "owl"]'),
        ("names.json", '{"cat": 0, "dog": 1, "owl": 2}'),
        ("names.json", '{"0": ["n02123045", "cat"], "1": ["n02", "dog"], "2": ["n03", "owl"]}'),
        ("names.txt", "0. cat\n1. dog\n2. owl"),
        ("names.txt", "cat 0\nowl 2\ndog 1"),
        ("names.txt", "{0: 'cat',\n 1: 'dog',\n 2: 'owl'}"),
        ("names.txt", "['cat', 'dog', 'owl']"),
        ("names.csv", "Nummer,Tier\n0,cat\n1,dog\n2,owl\n"),
        ("names.csv", ",label\n0.0,cat\n1.0,dog\n2.0,owl\n"),
        ("names.csv", "class_id,wnid,name\n0,n02123045,cat\n1,n02084071,dog\n2,n01621127,owl\n"),
        ("names.json", f"[{', '.join(RECORDS)}]"),
        ("names.json", '[{"name": "cat"}, {"name": "dog"}, {"name": "owl"}]'),
        ("names.jsonl", "\n".join(RECORDS)),
        ("coco.json", f'{{"categories": [{", ".join(RECORDS)}]}}'),
        ("config.json", '{"a": ["X"], "id2label": {"0": "cat", "1": "dog", "2": "owl"}}'),
        ("config.json", '{"pretrained_cfg": {"label_names": ["cat", "dog", "owl"]}}'),
    ],
)  # fmt: skip
def test_a_file_names_the_classes_in_all_the_usual_ways(name, text, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert labels_from(tmp_path / name, 3) == NAMES
    assert labels_from(str(tmp_path / name), 3) == NAMES


def test_names_with_commas_and_in_chinese_stay_whole(tmp_path):
    (tmp_path / "names.csv").write_text('index,name\n0,"猫, 家猫"\n1,dog\n', encoding="utf-8")
    assert labels_from(tmp_path / "names.csv", 2) == ("猫, 家猫", "dog")


def test_synset_ids_are_told_in_words():
    info = ImageNetInfo("imagenet-1k")
    ids = info.label_names()[:3]
    words = tuple(info.index_to_description(index) for index in range(3))
    assert words[0].startswith("tench")
    assert labels_from(ids, 3) == words
    assert labels_from(["n01440764", "n00000000"], 2) == ("n01440764", "n00000000")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("w.txt", "n01440764 tench, Tinca tinca\nn01443537 goldfish\n"),
        ("w.csv", 'n01440764,"tench, Tinca tinca"\nn01443537,goldfish\n'),
        ("w.json", '[["n01440764", "tench, Tinca tinca"], ["n01443537", "goldfish"]]'),
        (
            "config.json",
            '{"label_names": ["n01440764", "n01443537"], "label_descriptions":'
            ' {"n01440764": "tench, Tinca tinca", "n01443537": "goldfish"}}',
        ),
    ],
)
def test_words_beside_synset_ids_are_taken_and_the_ids_are_known(name, text, tmp_path):
    (tmp_path / name).write_text(text)
    assert labels_from(tmp_path / name, 2) == ("tench, Tinca tinca", "goldfish")
    assert synsets_from(tmp_path / name, 2) == ("n01440764", "n01443537")


@pytest.mark.parametrize(
    ("given", "got"),
    [(["cat"], 1), (["a"] * 4, 4), ({0: "a", 7: "b"}, 8), ({"a": 0, "b": 5}, 6), ({}, 0)],
)
def test_a_wrong_number_of_names_is_told_with_both_numbers(given, got):
    with pytest.raises(ArgumentError) as caught:
        labels_from(given, 3)
    assert caught.value.reason == "labels_count"
    assert (caught.value.facts["classes"], caught.value.facts["got"]) == (3, got)


@pytest.mark.parametrize("given", [{"cat": 0, "dog": 0}, {"cat": "x"}, {"cat": None}])
def test_a_mapping_without_a_number_for_each_name_is_refused(given):
    with pytest.raises(ArgumentError, match="labels_table"):
        labels_from(given, 2)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"{"),
        ("a.json", b"3"),
        ("a.json", b"[" * 10**5),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_cause(name, data, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ModelError) as caught:
        labels_from(tmp_path / name, 1)
    assert caught.value.reason == "labels_unreadable"
    assert caught.value.facts["cause"]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ModelError) as caught:
        labels_from(tmp_path / "none.txt", 1)
    assert caught.value.reason == "labels_missing"


def test_a_configurations_descriptions_tell_its_names_in_words():
    words = {"n1": "a cat", "n3": "an owl"}
    assert described(["n1", "n2", "n3"], words, 3) == ("a cat", "n2", "an owl")
    assert described({"0": "n1", "2": "n3"}, words, 3) == ("a cat", "1", "an owl")
    assert described(json.loads('{"0": "cat"}'), None, 1) == ("cat",)


@pytest.mark.parametrize("names", [None, [], ["one"], "cat", {"0": "a", "9": "b"}, {"a": "b"}])
def test_a_configuration_whose_names_do_not_fit_names_nothing(names):
    assert described(names, None, 3) == ()
