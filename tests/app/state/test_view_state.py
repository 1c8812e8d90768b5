import re
from typing import Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitviz.app.state.view_state import ViewState, carried
from vitviz.web.browser_files import FRONTEND

MOVED = ViewState(
    lang="zh",
    photo="koala",
    model="everyday-vit-s14",
    weights="random",
    cnn="resnet18.a1_in1k",
    cnn_weights="random",
    cnn_size=112,
    rows=24,
    cols=32,
    shape="photo",
    query="120",
    head="11.3",
    by="column",
    a="p0@11.mean",
    b="7@rollout",
    show="diff",
    scale="head",
    order="reach",
    fusion="max",
    residual=0.25,
    discard=0.9,
    model_b="vit_small_patch16_224.dino",
    weights_b="random",
    rows_b=14,
    cols_b=28,
    query_b="97",
    head_b="2.mean",
    target="17",
    against="3",
    method="gradcam",
    start=4,
    cam="9",
    filling="blur",
    forget=2,
    off="11.3-10.all",
    depth="0",
    filter="173",
    maps="norm",
    change="scale",
    amount=1.25,
    seed=7,
    patch=120,
    table="learned",
    alter="shift",
    right=-28,
    down=3,
    beyond="photo",
    block=14,
    share=0.75,
    first="cnn_least",
    fill="token",
    side=0.1,
    cx=3,
    cy=100,
    sigma=2.5,
    noise=0.35,
    grey=0.4,
    angle=-90,
    edges=0.6,
    axis="down",
    span="far",
    over="own",
    score="logit",
    vit_depth="3",
    cnn_depth="2",
    find="dinov2 reg*",
    only="vit",
    look="vit_tiny_patch16_224.augreg_in21k",
    second="cat",
    on="second",
    step="cost",
    answers="order.lost-class_token.120",
    room="abcd2345",
)


def test_an_empty_address_is_the_default_choice():
    assert ViewState.parse({}) == ViewState()


def test_the_default_choice_leaves_the_address_empty():
    assert ViewState().parameters() == {}


def test_a_view_takes_the_fields_it_shows():
    assert MOVED.some("query", "by") == {"query": "120", "by": "column"}


def test_every_field_survives_the_way_through_the_address():
    assert ViewState.parse(MOVED.parameters()) == MOVED
    named = ViewState.model_fields.keys() - {"model"}  # the only model is the default
    assert set(MOVED.parameters()) == named


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("photo", "../../etc/passwd"),
        ("photo", "<b>"),
        ("rows", "-3"),
        ("rows", "a lot"),
        ("query", "p"),
        ("query", "1e3"),
        ("head", "11"),
        ("head", "11.mean.3"),
        ("a", "120"),
        ("by", "sideways"),
        ("fusion", "sum"),
        ("residual", "1.5"),
        ("residual", "nan"),
        ("discard", "0.99"),
        ("lang", "fr"),
        ("target", "-1"),
        ("method", "magic"),
        ("off", "11"),
        ("off", "11.3-"),
        ("amount", "1.6"),
        ("seed", "99999"),
        ("seed", "٣"),  # digits of other scripts
        ("discard", "٠.٢"),
        ("query", "१२"),
        ("query", "p１"),
        ("head", "１1.mean"),
        ("target", "٣"),
        ("off", "1١.all"),
        ("rows", "9" * 60_000),
        ("discard", "0." + "1" * 60_000 + "e"),
        ("off", "11.3-" * 20_000),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_a_malformed_parameter_is_the_default(name, text):
    assert ViewState.parse({name: text}) == ViewState()


@given(st.dictionaries(st.sampled_from(list(ViewState.model_fields)), st.text(max_size=40)))
def test_no_address_breaks_the_page(parameters):
    state = ViewState.parse(parameters)
    assert ViewState.parse(state.parameters()) == state


def test_an_answer_changes_only_its_well_formed_fields():
    answered = {"query": "7", "head": "nonsense", "residual": 0.25, "n": 3, "unknown": "x"}
    assert ViewState().with_(answered) == ViewState(query="7", residual=0.25)


def test_an_answer_can_remove_a_pin():
    assert ViewState(a="p0@1.1").with_({"a": ""}).a == ""


def test_only_a_name_of_an_upload_counts_as_uploaded():
    assert ViewState(photo="up-" + "0" * 32).uploaded
    assert not ViewState(photo="up-koala").uploaded


def test_numbers_are_read_as_texts_where_a_field_is_one():
    assert ViewState().with_({"query": 7, "target": 3}) == ViewState(query="7", target="3")


def test_a_view_cannot_ask_for_a_field_that_there_is_not():
    with pytest.raises(AttributeError):
        ViewState().some("nothing")


def test_a_finer_grid_keeps_the_query_at_its_place():
    # Patch (1, 2) of 16 rows covers patches (2, 4) to (3, 5) of 32.
    moved = ViewState(query="18", a="18@3.1").carried((16, 16), (32, 32))
    assert divmod(int(moved.query), 32) == (3, 5)
    assert moved.a == f"{moved.query}@3.1"


def test_the_patch_whose_embedding_all_get_keeps_its_place_too():
    assert ViewState(change="all", patch=18).carried((16, 16), (32, 32)).patch == 3 * 32 + 5
    assert ViewState(patch=0).carried((16, 16), (32, 32)).patch == 0


def test_a_prefix_query_is_the_same_on_every_grid():
    assert ViewState(query="p0", b="p0@rollout").carried((16, 16), (24, 24)) == ViewState(
        query="p0", b="p0@rollout"
    )


def test_a_patch_that_is_not_on_the_grid_stays_as_it_is():
    assert ViewState(query="300").carried((16, 16), (32, 32)).query == "300"


@pytest.mark.parametrize("text", ["9" * 60_000, "²", "٣"], ids=["endless", "raised", "arabic"])
def test_what_is_no_number_of_a_patch_stays_as_it_is_too(text):
    changes = {"query": text, "a": f"{text}@0.mean"}
    assert carried(changes, (16, 16), (8, 8)) == changes


def test_the_browsers_types_name_every_field_with_what_it_may_be():
    code = (FRONTEND / "view/state.js").read_text("utf-8")
    kinds = {name: kind for kind, name in re.findall(r"@property \{(\S+)\} (\w+)\n", code)}
    assert kinds == {name: browsers(one.annotation) for name, one in ViewState.model_fields.items()}


def browsers(annotation):
    """A field's type in the browser's words: "number", "string" or the texts that it may be."""
    if get_origin(annotation) is Literal:
        return "|".join(f'"{text}"' for text in get_args(annotation))
    return "string" if annotation is str else "number"


def test_the_second_sides_query_is_of_its_own_grid_where_it_has_a_model_of_its_own():
    own = ViewState(query="3", query_b="40", model_b="hunger-vit-002")
    assert own.carried((16, 16), (24, 24)).query_b == "40"
    follows = ViewState(query="3", query_b="40", second="cat")
    assert follows.carried((16, 16), (24, 24)).query_b == ""
