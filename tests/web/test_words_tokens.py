import re

import pytest

from vitviz.core.models.token_layout import TokenLayout
from vitviz.text import words
from vitviz.web.words_tokens import names, read, read_briefly, read_in_map, rollout_title, templates

EN, ZH = words("en"), words("zh")
ROLES = ("class", "distillation", "register", "register", "extra")
LAYOUTS = {
    "class": TokenLayout(("class", "register"), (2, 3), (1.0, 0.0)),
    "branches": TokenLayout(("class",), (2, 3), (1.0,), branches=2),
    "pair": TokenLayout(("class", "distillation"), (2, 3), (0.5, 0.5)),
    "register": TokenLayout(("register",), (2, 3), (1.0,)),
    "patches": TokenLayout(("class",), (2, 3), (0.0,)),
    "tokens": TokenLayout(("class",), (2, 3), (1 / 7,)),
    "pool": TokenLayout((), (2, 3), None, latents=1),
    "mixture": TokenLayout(("class",), (2, 3), (0.5,)),
}


def test_tokens_are_called_by_their_roles_and_equal_ones_are_numbered():
    found = names(EN, ("class", "distillation", "register", "register", "latent", "extra"))
    assert [token["name"] for token in found] == [
        "class token [CLS]",
        "distillation token",
        "register 1",
        "register 2",
        "latent 1",
        "extra token 1",
    ]
    assert [token["mark"] for token in found] == ["[CLS]", "dist.", "R1", "R2", "L1", "T1"]
    assert found[0]["text"] == "the class token"


def test_registers_without_a_class_token_are_no_class_token():
    assert [token["name"] for token in names(EN, ("register", "register"))] == [
        "register 1",
        "register 2",
    ]


@pytest.mark.parametrize("reads", LAYOUTS)
def test_a_heading_says_what_the_head_reads_in_both_languages(reads):
    layout = LAYOUTS[reads]
    assert layout.reads == reads
    assert rollout_title(EN, layout) == f"Rollout from {read(EN, layout)}"
    assert re.search(r"[一-鿿]", rollout_title(ZH, layout))
    assert re.search(r"[一-鿿]", read(ZH, layout))


def test_no_two_kinds_of_head_are_worded_alike():
    for _ in (EN, ZH):
        assert len({rollout_title(_, layout) for layout in LAYOUTS.values()}) == len(LAYOUTS)


def test_a_map_of_the_last_layer_is_of_one_branch():
    for _ in (EN, ZH):
        assert read_in_map(_, LAYOUTS["branches"]) != read(_, LAYOUTS["branches"])
        assert read_in_map(_, LAYOUTS["class"]) == read(_, LAYOUTS["class"])


@pytest.mark.parametrize("words", [EN, ZH])
def test_what_is_read_has_a_brief_name_for_every_layout(words):
    assert len({read_briefly(words, layout) for layout in LAYOUTS.values()}) == len(LAYOUTS)


@pytest.mark.parametrize("_", [EN, ZH], ids=["en", "zh"])
def test_the_browser_can_name_the_tokens_of_any_layout_alike(_):
    said = templates(_)
    for at, known in enumerate(names(_, ROLES)):
        number = ROLES[: at + 1].count(ROLES[at])
        for part in ("name", "text"):
            text = said[f"role_{ROLES[at]}_{part}"].replace("{number}", str(number))
            assert text == known[part]
