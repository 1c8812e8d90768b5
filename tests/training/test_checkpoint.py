import os

import pytest
import torch

from vitviz.training import checkpoint


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run" / "checkpoint"


def state(step):
    return {"step": step, "module": {"weight": torch.full((3,), float(step))}}


def test_what_is_written_is_read(path):
    checkpoint.write(path, state(7))
    found = checkpoint.read(path)
    assert found["step"] == 7
    assert found["module"]["weight"].tolist() == [7.0] * 3


def test_where_none_was_written_none_is_read(path):
    assert checkpoint.read(path) is None


def test_the_newest_is_read(path):
    for step in (1, 2, 3):
        checkpoint.write(path, state(step))
    assert checkpoint.read(path)["step"] == 3


@pytest.mark.parametrize("damage", ["cut", "bit", "empty"])
def test_of_a_damaged_one_the_one_before_is_read(path, damage):
    checkpoint.write(path, state(1))
    checkpoint.write(path, state(2))
    whole = path.read_bytes()
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    path.write_bytes({"cut": whole[:-1], "bit": flipped, "empty": b""}[damage])
    assert checkpoint.read(path)["step"] == 1


def test_where_all_are_damaged_none_is_read(path):
    checkpoint.write(path, state(1))
    path.write_bytes(b"vitviz-checkpoint 3 0\nabc")
    assert checkpoint.read(path) is None


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_kill_at_any_rename_loses_nothing_older(path, monkeypatch, call):
    checkpoint.write(path, state(1))
    calls = []

    def killed(source, target, real=os.replace):
        calls.append(source)
        if len(calls) == call:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr("pathlib.Path.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        checkpoint.write(path, state(2))
    monkeypatch.undo()
    assert checkpoint.read(path)["step"] == (1 if call == 1 else 2)
    checkpoint.write(path, state(3))
    assert checkpoint.read(path)["step"] == 3
