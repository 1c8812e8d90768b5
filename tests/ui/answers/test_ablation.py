import numpy as np

from vitviz.core.ablation import Off, ablated
from vitviz.core.gradients import gradients
from vitviz.core.maps import density
from vitviz.core.relevance import relevance
from vitviz.explorer.bundle import unpack
from vitviz.ui import store
from vitviz.ui.answers import ablation
from vitviz.ui.answers.ablation import ANSWERS, off_of
from vitviz.ui.choice import Choice
from vitviz.ui.shelf import Shelf


def look():
    return store.look(store.Recipe("koala", "everyday-vit-s14", "published", 4))


def finished(steps):
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return end.value, seen


def test_an_address_names_heads_and_layers_and_others_are_left_out():
    off = off_of("11.3-10.all-11.40-77.all-77.0", look().vit)
    assert off == Off(heads=frozenset([(11, 3)]), layers=frozenset([10]))
    assert off_of("", look().vit) == Off()


def test_the_table_holds_the_change_of_every_classs_logit():
    blob, seen = finished(ANSWERS["ablation"].make(look(), Choice()))
    _, arrays = unpack(blob)
    pixels, plain = store.pixels(look()), look().trace.logits.numpy()
    for layer, head in ((11, 3), (0, 5)):
        off = Off(heads=frozenset([(layer, head)]))
        change = ablated(look().vit, pixels, off).logits.numpy() - plain
        np.testing.assert_allclose(arrays["heads"][layer, head], change, atol=1e-4)
    change = ablated(look().vit, pixels, Off(layers=frozenset([7]))).logits.numpy() - plain
    np.testing.assert_allclose(arrays["layers"][7], change, atol=1e-4)
    assert seen[-1][0] == seen[-1][1] == 12


def test_before_and_after_are_the_plain_model_and_the_one_with_heads_off():
    choice = Choice(target="5", start=1, off="11.3-10.all")
    header, arrays = unpack(ANSWERS["off"].make(look(), choice))
    pixels = store.pixels(look())
    off = Off(heads=frozenset([(11, 3)]), layers=frozenset([10]))
    np.testing.assert_allclose(arrays["logits"][0], look().trace.logits, atol=1e-4)
    changed = ablated(look().vit, pixels, off).logits
    np.testing.assert_allclose(arrays["logits"][1], changed, atol=1e-4)
    np.testing.assert_allclose(arrays["probabilities"][1], changed.softmax(0), atol=1e-5)
    own = density(relevance(look().vit, pixels, 5, start=1))
    np.testing.assert_allclose(arrays["maps"][0], own, rtol=1e-3, atol=1e-4)
    assert header == {"target": 5, "signal": [True, True]}


def test_with_nothing_off_both_are_the_same():
    _, arrays = unpack(ANSWERS["off"].make(look(), Choice(target="5")))
    np.testing.assert_allclose(arrays["maps"][0], arrays["maps"][1], rtol=1e-5)


def test_the_model_with_all_heads_on_runs_once_for_all_that_is_switched_off(monkeypatch):
    monkeypatch.setattr(store, "_blobs", Shelf(1 << 20, len))
    runs = []

    def counted(*asked):
        runs.append(asked)
        return gradients(*asked)

    monkeypatch.setattr(ablation, "gradients", counted)
    for off in ("11.0", "11.1", "11.2"):
        ANSWERS["off"].make(look(), Choice(target="5", off=off))
    assert len(runs) == 4


def test_all_layers_off_leave_no_relevance():
    every = "-".join(f"{layer}.all" for layer in range(12))
    header, _ = unpack(ANSWERS["off"].make(look(), Choice(target="5", off=every)))
    assert header["signal"] == [True, False]
