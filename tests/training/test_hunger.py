import numpy as np

from vitviz.training import hunger
from vitviz.training.arms import ARMS
from vitviz.training.files import write_json
from vitviz.training.hunger import Cell, plan, recipe, results, run_of


def test_every_arm_has_every_share_and_every_seed_once():
    cells = plan()
    assert len(cells) == len(set(cells)) == len(ARMS) * 4 * 3
    assert {cell.arm for cell in cells} == set(ARMS)
    assert {cell.share for cell in cells} == {0.02, 0.1, 0.3, 1.0}


def test_the_runs_that_tell_most_come_first():
    assert {(cell.arm, cell.share, cell.seed) for cell in plan()[:4]} == {
        (arm, share, 0) for arm in ("cnn", "vit") for share in (0.02, 1.0)
    }
    assert [cell.seed for cell in plan()] == [0] * 12 + [1] * 12 + [2] * 12


def test_all_runs_have_one_recipe_and_see_as_many_pictures(split, tmp_path):
    how = recipe()
    assert abs(how.batch * how.steps - hunger.SEEN) < how.batch
    runs = [run_of(cell, split, tmp_path, how) for cell in plan()]
    assert len({id(run.recipe) for run in runs}) == 1
    assert len({run.folder for run in runs}) == len(runs)
    assert {run.val for run in runs} == {split.val}


def test_a_run_sees_its_share_alone(split, tmp_path):
    run = run_of(Cell("cnn", 0.5, 0), split, tmp_path, recipe())
    assert np.bincount(run.train.labels).tolist() == [6, 3, 3]
    assert run.asked()["pictures"] == 12
    whole = run_of(Cell("cnn", 1.0, 0), split, tmp_path, recipe())
    assert whole.train is split.train


def test_results_are_those_of_the_runs_that_ended(tmp_path):
    write_json(tmp_path / "hunger" / "cnn-0.02-0" / "result.json", {"top1": 0.2})
    found = dict(results(tmp_path))
    assert found.pop(Cell("cnn", 0.02, 0)) == {"top1": 0.2}
    assert set(found.values()) == {None}
