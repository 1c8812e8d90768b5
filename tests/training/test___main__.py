import fcntl
import json
from dataclasses import replace

import pytest

from tests.training.test_probe import Colours
from vitviz.core import assets
from vitviz.training import __main__, finetune, hunger, probe, publish
from vitviz.training.run import finished


@pytest.fixture(autouse=True)
def as_polite_as_before(monkeypatch):
    calls = []
    monkeypatch.setattr("os.nice", calls.append)
    monkeypatch.setattr(__main__, "keep_blocks", lambda: None)  # it is of the whole process
    return calls


def call(*words):
    return __main__.main([str(word) for word in words])


def test_hunger_trains_the_first_runs_of_the_plan_and_goes_on_with_the_next(
    data, tmp_path, as_polite_as_before
):
    words = ("hunger", "--data", data, "--out", tmp_path, "--seen", 256)
    assert call(*words, "--runs", 1) == call(*words, "--runs", 2) == 0
    ended = [cell for cell, result in hunger.results(tmp_path) if result]
    assert ended == list(hunger.plan()[:2])
    assert as_polite_as_before == [19, 19]


def test_runs_that_are_published_are_not_made_again_in_a_new_folder_unless_asked_for(
    data, tmp_path, monkeypatch
):
    monkeypatch.setattr(assets, "ASSETS", tmp_path / "assets")
    words = ("hunger", "--data", data, "--seen", 256, "--runs", 1)
    call(*words, "--out", tmp_path / "first")
    publish.published(tmp_path / "first")
    call(*words, "--out", tmp_path / "next")
    call(*words, "--out", tmp_path / "again", "--again")
    ended = [
        [cell for cell, result in hunger.results(tmp_path / folder) if result]
        for folder in ("next", "again")
    ]
    assert ended == [[hunger.plan()[1]], [hunger.plan()[0]]]


def test_another_number_of_pictures_seen_is_refused_in_the_same_folder(data, tmp_path, caplog):
    words = ("hunger", "--data", data, "--out", tmp_path, "--runs", 1)
    folder = tmp_path / "hunger" / hunger.plan()[0].name
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"arm": "cnn"}))
    assert call(*words, "--seen", 256) == 2
    assert "another --out" in caplog.text


def test_a_run_that_another_command_is_at_is_left_to_it(data, tmp_path):
    taken, free = (tmp_path / "hunger" / cell.name for cell in hunger.plan()[:2])
    taken.mkdir(parents=True)
    with (taken / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        words = ("hunger", "--data", data, "--out", tmp_path, "--seen", 256, "--runs", 2)
        assert call(*words) == 0
    assert finished(taken) is None
    assert finished(free)


def test_the_probe_is_published_beside_the_networks_from_scratch(data, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "ASSETS", tmp_path / "assets")
    monkeypatch.setattr(__main__, "backbone", lambda path: Colours())
    words = ("probe", "--data", data, "--out", tmp_path, "--backbone", tmp_path / "any.onnx")
    assert call(*words) == 0
    (path,) = publish.published(tmp_path)
    runs = json.loads(path.read_text())["runs"]
    assert {run["arm"] for run in runs} == {probe.ARM}
    assert len(runs) == len(probe.plan())
    (again,) = publish.published(tmp_path)
    assert json.loads(again.read_text())["runs"] == runs


def test_a_folder_without_pictures_is_told_in_one_sentence(tmp_path, caplog):
    assert call("hunger", "--data", tmp_path, "--out", tmp_path / "out") == 2
    assert "classes.tsv" in caplog.text


def test_fine_tuning_is_one_run_in_a_folder_of_its_own(data, tmp_path, monkeypatch):
    short = replace(finetune.recipe(), batch=2, steps=2, warmup=1, points=1, sizes={32: 1.0})
    monkeypatch.setattr(finetune, "recipe", lambda: short)
    assert call("finetune-cnn", "--data", data, "--out", tmp_path) == 0
    assert finished(tmp_path / "finetune-cnn-0")["asked"]["base"] == "efficientnet-lite0"


def test_publishing_writes_what_publish_writes(tmp_path, monkeypatch, caplog):
    caplog.set_level("INFO")
    monkeypatch.setattr(publish, "published", lambda out: [out / "a.json"])
    assert call("publish", "--out", tmp_path) == 0
    assert "a.json" in caplog.text
