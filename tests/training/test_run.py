import json
import signal
import subprocess
import sys

import pytest
from safetensors.torch import load_file

from tests.training.small import recipe, run_in
from vitviz.errors import ArgumentError
from vitviz.training import checkpoint, journal
from vitviz.training.run import EVERY, finished, trained


class Killed(Exception):
    pass


class Clock:
    """A clock on which every reading takes half a minute: several steps lie between checkpoints."""

    now = 0.0

    def __call__(self):
        self.now += 30
        return self.now


def killed_after(step):
    def after(learner):
        if learner.step == step:
            raise Killed

    return after


def points(folder):
    lines = journal.read(folder / "log.jsonl")
    return [
        {name: value for name, value in line.items() if name not in ("at", "seconds")}
        for line in lines
        if line["event"] == "point"
    ]


@pytest.fixture(scope="module")
def whole(split, tmp_path_factory):
    """The folder of a run that nothing stopped."""
    folder = tmp_path_factory.mktemp("whole")
    trained(run_in(folder, split))
    return folder


@pytest.mark.parametrize("kills", [(1,), (7,), (12,), (3, 4, 9, 11)])
def test_a_run_that_was_killed_ends_with_the_same_weights_to_the_last_bit(
    split, whole, tmp_path, kills
):
    for step in kills:
        with pytest.raises(Killed):
            trained(run_in(tmp_path, split), clock=Clock(), after=killed_after(step))
    result = trained(run_in(tmp_path, split), clock=Clock())
    ours, theirs = (load_file(folder / "weights.safetensors") for folder in (tmp_path, whole))
    assert ours.keys() == theirs.keys()
    assert all(ours[name].equal(theirs[name]) for name in ours)
    assert points(tmp_path) == points(whole)
    assert {**result, "seconds": 0} == {**finished(whole), "seconds": 0}


def test_a_killed_run_goes_on_from_its_checkpoint_and_not_from_nothing(split, tmp_path):
    with pytest.raises(Killed):
        trained(run_in(tmp_path, split), clock=Clock(), after=killed_after(7))
    begun = checkpoint.read(tmp_path / "checkpoint")["step"]
    assert 0 < begun < 7
    steps = []
    trained(run_in(tmp_path, split), after=lambda learner: steps.append(learner.step))
    assert steps[0] == begun + 1


def test_a_run_whose_process_is_killed_goes_on_too(data, split, whole, tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.training.small import run_in;"
        "from vitviz.training.pictures import pictures_of; from vitviz.training.run import trained;"
        "split = pictures_of(Path(sys.argv[1]), Path(sys.argv[2]));"
        "tell = lambda learner: (print(learner.step, flush=True), sys.stdin.readline());"
        "clock = lambda read=[0]: read.append(0) or 50 * len(read);"
        "trained(run_in(Path(sys.argv[3]), split), after=tell, clock=clock)"
    )
    command = [sys.executable, "-c", code, data, tmp_path / "pictures", tmp_path / "run"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        for step in range(1, 8):
            assert child.stdout.readline() == f"{step}\n"
            child.stdin.write("\n")
            child.stdin.flush()
        child.send_signal(signal.SIGKILL)
    assert finished(tmp_path / "run") is None
    trained(run_in(tmp_path / "run", split))
    ours, theirs = (
        load_file(folder / "weights.safetensors") for folder in (tmp_path / "run", whole)
    )
    assert all(ours[name].equal(theirs[name]) for name in theirs)


def test_a_checkpoint_is_never_older_than_five_minutes():
    assert EVERY <= 300


def test_a_finished_run_is_not_run_again(split, whole):
    def after(_):
        raise Killed

    assert trained(run_in(whole, split), after=after) == finished(whole)


def test_another_run_in_its_folder_is_refused_before_and_after_its_end(split, whole, tmp_path):
    with pytest.raises(Killed):
        trained(run_in(tmp_path, split), after=killed_after(1))
    for folder in (tmp_path, whole):
        with pytest.raises(ArgumentError, match="another --out"):
            trained(run_in(folder, split, recipe(peak=0.01)))


def test_another_seed_gives_other_weights(split, whole, tmp_path):
    trained(run_in(tmp_path, split, seed=1))
    ours, theirs = (load_file(folder / "weights.safetensors") for folder in (tmp_path, whole))
    assert not ours["6.weight"].equal(theirs["6.weight"])


def test_the_result_says_what_was_asked_and_measures_the_last_weights_at_every_size(whole):
    result = finished(whole)
    assert result["asked"] == json.loads((whole / "run.json").read_text())
    assert [one["size"] for one in result["measured"]] == [16, 24]
    assert [point["step"] for point in result["points"]] == [3, 6, 9, 12]
    last, first_size = result["points"][-1], result["measured"][0]
    assert last["top1"] == first_size["top1"]
    assert last["seen"] == 12 * 8


def test_the_log_says_every_opening_and_the_end(split, tmp_path):
    with pytest.raises(Killed):
        trained(run_in(tmp_path, split), clock=Clock(), after=killed_after(6))
    trained(run_in(tmp_path, split))
    events = [line["event"] for line in journal.read(tmp_path / "log.jsonl")]
    assert events.count("opened") == 2
    assert events[-1] == "ended"


def test_what_can_be_learned_is_learned(split, tmp_path):
    result = trained(run_in(tmp_path, split, recipe(steps=60, average=0.0)))
    assert result["measured"][0]["top1"] > 0.8
