import numpy as np
import pytest

from vitviz.explorer.bundle import unpack
from vitviz.text import words
from vitviz.ui import store, trust
from vitviz.ui.answers import ANSWERS
from vitviz.ui.answers import curves as tried
from vitviz.ui.choice import Choice
from vitviz.ui.page import Page
from vitviz.ui.shelf import Shelf

CHOICE = Choice(photo="koala", rows=4, target="5", filling="blur", start=2, cam="9")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(store, "_blobs", Shelf(1 << 20, len))


def page(language="en", **fields):
    look = store.look(store.Recipe("koala", "everyday-vit-s14", "published", 4))
    return Page(words(language), CHOICE.with_(fields), look)


def made(code):
    """What the lines leave behind."""
    found = {}
    exec(code, found)
    return found


def finished(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return unpack(end.value)


def test_the_class_has_its_name_in_the_visitors_language():
    assert trust.trust(page())["label"] == "koala"
    assert trust.ablation(page("zh"))["label"] == page().look.vit.labels_zh[5]


def test_a_result_that_is_kept_is_known_and_another_is_not():
    here = page()
    assert trust.ablation(here)["kept"] == {"ablation": False}
    name = ANSWERS["ablation"].name(here.look.key, "ablation", here.choice)
    store.blob(name, lambda: b"x")
    assert trust.ablation(here)["kept"] == {"ablation": True}
    name = ANSWERS["trust"].name(here.look.key, "trust", here.choice)
    store.blob(name, lambda: b"x")
    assert trust.trust(here)["kept"] == {"trust": "blur"}
    assert trust.trust(page(filling="mean"))["kept"] == {"trust": ""}


def test_the_likeliest_class_unnamed_is_the_same_as_named():
    here = page(target="")
    first = int(here.look.trace.logits.argmax())
    named = CHOICE.with_({"target": first})
    store.blob(ANSWERS["trust"].name(here.look.key, "trust", named), lambda: b"x")
    assert trust.trust(here)["target"] == first
    assert trust.trust(here)["kept"] == {"trust": "blur"}


def test_the_lines_for_the_curves_make_the_curves(monkeypatch):
    monkeypatch.setattr(tried, "POINTS", 3)
    here = page()
    _, arrays = finished(ANSWERS["trust"].make(here.look, here.choice))
    found = made(trust.trust(here)["code"]["trust"])
    for index in range(5):
        curve = found["found"].deletion[index]
        expected = arrays["vit_curves"][index, 0, 0]
        ends_and_middle = curve.probability[::8]  # of 16 patches the lines try every one
        np.testing.assert_allclose(ends_and_middle, expected, rtol=1e-3, atol=1e-5)
    assert len(found["places"]) == 5


def test_the_lines_for_forgetting_make_the_maps_correlations():
    here = page(forget=3)
    header, _ = unpack(ANSWERS["forget"].make(here.look, here.choice))
    found = made(trust.trust(here)["code"]["forget"].replace("{forget}", "3"))
    np.testing.assert_allclose(found["agreement"], header["agreement"], atol=0.02)


def test_the_lines_name_only_layers_that_there_are():
    here = page(start=9999, cam="0999", forget=1)
    header, _ = unpack(ANSWERS["forget"].make(here.look, here.choice))
    found = made(trust.trust(here)["code"]["forget"].replace("{forget}", "1"))
    np.testing.assert_allclose(found["agreement"], header["agreement"], atol=0.02)


def test_the_lines_for_the_invariants_find_that_they_hold(capsys):
    assert made(trust.trust(page())["code"]["invariants"])["found"].hold
    assert "True" in capsys.readouterr().out


def test_the_lines_for_the_heads_make_the_table_and_the_change():
    here = page(off="11.3")
    _, arrays = finished(ANSWERS["ablation"].make(here.look, here.choice))
    code = trust.ablation(here)["code"]
    found = made(code["ablation"])
    np.testing.assert_allclose(found["heads"], arrays["heads"][..., 5], atol=1e-4)
    _, arrays = unpack(ANSWERS["off"].make(here.look, here.choice))
    off = "Off(heads=frozenset([(11, 3)]), layers=frozenset([]))"
    found = made(code["off"].replace("{off}", off))
    np.testing.assert_allclose(found["logits"][1], arrays["logits"][1], atol=1e-4)
