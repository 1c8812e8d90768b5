import threading

import pytest
import torch

from tests.core.families import noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.evaluation.perturbations import inverse, order_of_seed, shuffled
from vitviz.core.models.load import load, logits
from vitviz.core.positions.embedding import replaced, table
from vitviz.core.positions.symmetries import PASSES, Symmetries, measure, passes
from vitviz.core.steps import result_of
from vitviz.errors import ArgumentError, ModelError

ABSOLUTE = [
    "vit",
    "vit mean",
    "vit registers, mean",
    "deit",
    "deit distilled",
    "dinov2",
    "dinov2 registers",
    "parallel blocks",
    "parallel scaling",
    "clip",
    "siglip",
    "pool with prefix",
    "flexivit",
    "cait",
]
EXACT = 1e-4
SEED = 3


@pytest.fixture(scope="module")
def bundled():
    return load("everyday-vit-s14", device="cpu")


def require_exact(facts):
    assert max(facts.swap, facts.unplaced, facts.unchanged) < EXACT
    assert facts.moved > 100 * EXACT  # the zeros are no accident of a model that sees nothing


@pytest.mark.parametrize("family", ABSOLUTE)
def test_the_three_symmetries_hold_where_a_table_is_all_that_tells_a_position(family):
    vit = small(family)
    require_exact(measure(vit, noise(vit), SEED))


def test_they_hold_at_another_grid():
    vit = small("dinov2")
    require_exact(measure(vit, noise(vit, size=(84, 56)), SEED))


def test_they_hold_for_the_bundled_model_at_224_pixels(bundled):
    require_exact(measure(bundled, noise(bundled, size=(224, 224)), SEED))


@pytest.mark.parametrize("family", ["vit", "siglip", "cait"])
def test_the_table_in_the_order_itself_is_not_the_shuffled_photo(family):
    vit = small(family)
    pixels, order = noise(vit), order_of_seed(15, SEED)
    assert list(order) != list(inverse(order))  # else both conventions would be right
    said = logits(vit, shuffled(pixels, vit.patch, order))
    rows, p = table(vit), vit.prefix

    def placed(order):
        other = torch.cat([rows[:p], rows[p:][order]])
        return logits(replaced(vit, other, (3, 5)), pixels)

    assert (placed(inverse(order)) - said).abs().max() < EXACT
    assert (placed(order) - said).abs().max() > 100 * EXACT


def test_a_wrong_convention_would_be_measured(monkeypatch):
    monkeypatch.setattr("vitviz.core.positions.symmetries.inverse", lambda order: order)
    vit = small("vit")
    found = measure(vit, noise(vit), SEED)
    assert found.swap > 100 * EXACT > EXACT > found.unplaced


def test_positions_that_are_left_would_be_measured(monkeypatch):
    monkeypatch.setattr("vitviz.core.positions.symmetries.changed", lambda table, *_: table * 0.9)
    vit = small("vit")
    found = measure(vit, noise(vit), SEED)
    assert min(found.unplaced, found.unchanged) > 10 * EXACT > EXACT > found.swap


@pytest.mark.parametrize(
    ("family", "reason"),
    [
        ("rope", "no_position_table"),
        ("beit", "no_position_table"),
        ("eva02", "other_positions"),
    ],
)
def test_where_positions_count_in_another_way_there_is_no_such_symmetry(family, reason):
    vit = small(family)
    with pytest.raises(ModelError, match=reason):
        measure(vit, noise(vit), SEED)


def test_a_model_without_a_head_says_nothing_to_compare():
    arguments = {"num_classes": 0, "depth": 1, "embed_dim": 48, "num_heads": 3}
    vit = load("vit_tiny_patch16_224", weights="random", device="cpu", arguments=arguments)
    with pytest.raises(ModelError, match="no_head"):
        measure(vit, noise(vit), SEED)


def test_what_the_model_said_of_the_photo_before_is_not_asked_again(monkeypatch):
    vit, asked = small("vit"), []
    pixels, known = noise(vit), measure(vit, noise(vit), SEED)
    said = capture(vit, pixels).logits

    def counted(model, picture):
        asked.append((model, picture))
        return logits(model, picture)

    monkeypatch.setattr("vitviz.core.positions.symmetries.logits", counted)
    assert result_of(passes(vit, pixels, SEED, said)) == known
    assert len(asked) == PASSES == 7
    assert not any(model is vit and picture is pixels for model, picture in asked)
    other = result_of(passes(vit, pixels, SEED, said + 1))
    assert other.unchanged == pytest.approx(1)  # so it is that which is compared


def test_a_difference_that_is_no_number_is_no_symmetry():
    with pytest.raises(ArgumentError, match="unplaced"):
        Symmetries(0.0, float("nan"), 0.0, 1.0)


def test_measuring_is_not_seen_by_another_visitor():
    vit = small("dinov2")
    pixels = noise(vit)
    alone, found = (measure(vit, pixels, SEED), capture(vit, pixels)), ([], [])
    ready = threading.Barrier(2)

    def visit(who):
        ready.wait()
        for _ in range(5):
            found[who].append(capture(vit, pixels) if who else measure(vit, pixels, SEED))

    visitors = [threading.Thread(target=visit, args=(who,)) for who in (0, 1)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert found[0] == [alone[0]] * 5
    for trace in found[1]:
        assert torch.equal(trace.logits, alone[1].logits)
        for layer, known in zip(trace.layers, alone[1].layers, strict=True):
            assert torch.equal(layer.queries, known.queries)
