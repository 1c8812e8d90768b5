"""Models without a class token, a head, labels or a square grid: pages say so, none breaks."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.app.families import MODELS, SEVERAL, analysis_in, open_all
from vitviz.app.compute import analyses
from vitviz.app.compute.grids import grid_of
from vitviz.app.endpoints.arrays import about_arrays
from vitviz.app.endpoints.maps import maps_of, meaning_of
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.host.page import opened
from vitviz.app.pages import explain, explore, inside, lesson, positions, versus
from vitviz.app.pages.caveats import about
from vitviz.app.pages.labels import labels_of
from vitviz.app.pages.thread import thread
from vitviz.app.state.session import changed
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.trace import attention
from vitviz.core.internals.block_map import attending_blocks
from vitviz.core.internals.patch_stream import last_grid
from vitviz.errors import CaptureError, ModelError
from vitviz.text import words
from vitviz.web.bundle import unpack

NO_HEAD = "dinov2 registers without head"
# Not all is seen, or on one grid, or on the picture, or a share.
NO_ROLLOUT = ("cait", "cait without head", "sam padded", "differential", *SEVERAL)


@pytest.fixture(scope="module", autouse=True)
def every_model_opens():
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        yield


def shown(page, name, language="en"):
    found = analysis_in(name)
    return page.panels(opened(ViewState(), found), found, words(language))


@pytest.mark.parametrize("page", [explore, explain, inside, positions, versus])
@pytest.mark.parametrize("name", MODELS)
def test_every_page_is_made_of_every_model(page, name):
    panels = shown(page, name)
    assert panels
    json.dumps([panel.data for panel in panels], allow_nan=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_head_explain_is_a_sentence(language):
    (panel,) = shown(explain, NO_HEAD, language)
    assert panel.view == "notice"
    assert ("classifier" if language == "en" else "分类") in panel.data["text"]


def test_without_a_head_inside_has_a_sentence_for_the_lens():
    found = [panel.view for panel in shown(inside, NO_HEAD)]
    assert found == ["patch", "depth", "components", "notice"]


def test_without_a_head_the_cnn_alone_predicts():
    said = next(one for one in shown(explore, NO_HEAD) if one.view == "predictions")
    assert "no classifier" in said.data["notes"][0]["text"]
    assert [own["model"] for own in said.data["own"]] == ["cnn"]


def test_a_model_without_a_card_is_told_by_its_name_and_the_number_of_its_labels():
    found = analysis_in("vit of 62 classes")
    trained = replace(found, spec=replace(found.spec, weights="published"))
    assert re.search(r"The ViT is \S+ with 62 labels; the CNN", about(words("en"), trained))


def test_without_labels_classes_are_told_by_number():
    notice, *_ = shown(explain, "siglip")
    assert "told by number" in notice.data["text"]
    assert labels_of(words("en"), analysis_in("siglip").vit)[3] == "class 3"


@pytest.mark.parametrize("name", ["vit registers, mean", "siglip"])
def test_without_a_class_token_a_page_opens_at_the_patch_in_the_middle(name):
    state = opened(ViewState(), analysis_in(name))
    assert state.query == "7"  # of 3 x 5 patches


def test_where_attention_is_not_seen_sentences_stand_for_what_goes_through_all_layers():
    wall = shown(explain, "cait")[1]  # the first says that classes are told by number
    assert wall.data["methods"] == ["attention", "gradcam", "gradcam_cnn"]
    assert "cannot be captured" in wall.data["undefined"]
    assert shown(explore, "cait")[1].view == "notice"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_of_weights_that_may_be_negative_rollout_alone_is_a_sentence(language):
    said = "may be negative" if language == "en" else "可以为负"
    rolled = shown(explore, "differential", language)[1]
    wall, judged = shown(explain, "differential", language)[1:3]  # after that of labels
    assert rolled.view == "notice"
    assert said in rolled.data["text"]
    assert said in wall.data["undefined"]
    ours = ["attention", "gradient_rollout", "relevance", "gradcam"]
    assert wall.data["methods"] == [*ours, "gradcam_cnn"]
    assert judged.data["methods"] == ours
    assert wall.data["urls"]["rollout"] == ""


def test_the_maps_that_are_judged_of_signed_attention_are_those_of_its_wall():
    found = analysis_in("differential")
    pixels = analyses.pixels(found)
    maps = maps_of(found.vit, pixels, 3, opened(ViewState(), found))
    assert maps.shape == (4, *found.trace.grid)
    assert maps[0].min() < 0 <= maps[1:].min()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_several_grids_are_said_where_something_goes_through_all_layers(language):
    said = "several grids" if language == "en" else "多个图块网格"
    rolled = shown(explore, "swin", language)[1]
    assert rolled.view == "notice"
    assert said in rolled.data["text"]
    _, wall, judged, off = shown(explain, "swin", language)
    assert [panel.view for panel in (wall, judged, off)] == ["explain", "faithfulness", "ablation"]
    assert said in wall.data["undefined"]
    assert wall.state["method"] == off.data["map"] == "gradcam"
    assert judged.data["methods"] == ["attention", "gradcam"]


@pytest.mark.parametrize("name", [*SEVERAL, "sam windows", "sam padded", "differential"])
def test_the_lesson_follows_a_model_that_looks_over_one_grid(name):
    (panel,) = shown(lesson, name)
    assert (panel.view, "shares its attention" in panel.data["text"]) == ("notice", True)
    with pytest.raises(ModelError, match="shares its attention"):
        ENDPOINTS["flow"].make(analysis_in(name), ViewState())
    with pytest.raises(ModelError, match="shares its attention"):
        ENDPOINTS["lesson"].make(analysis_in(name), ViewState(), step="class_token")


@pytest.mark.parametrize("what", ["rollout", "rollout_rows"])
def test_a_rollout_over_several_grids_is_refused_with_the_reason(what):
    asked = {"queries": "all"} if what == "rollout_rows" else {}
    with pytest.raises(CaptureError, match="several grids"):
        ENDPOINTS[what].make(analysis_in("swin"), ViewState(), **asked)


def test_a_wall_over_several_grids_labels_each_layers_own_tokens():
    found = analysis_in("swin")
    header, arrays = unpack(ENDPOINTS["attention"].make(found, ViewState(query="37")))
    assert list(header["grids"].values()) == [[8, 16], [8, 16], [4, 8], [4, 8]]
    assert [array.shape for array in arrays.values()] == [(2, 128), (2, 128), (3, 32), (3, 32)]
    told = about_arrays(ENDPOINTS["attention"].arrays, found, header, arrays)
    assert told["layer_2"]["labels"]["tokens"][10] == "patch 11 (row 2, column 3)"
    # Patch 37 is at row 2, column 5 of 8 x 16, so at row 1, column 2 of 4 x 8.
    known = attention(found.trace.layers[2], [10])[:, 0].numpy()
    np.testing.assert_array_equal(arrays["layer_2"], known)


def test_what_is_read_in_the_last_layer_is_told_over_the_finest_grid():
    found = analysis_in("swin")
    _, arrays = unpack(ENDPOINTS["position_change"].make(found, ViewState()))
    for name in ("map_before", "map_after"):
        assert arrays[name].shape == found.trace.grid
        assert float(arrays[name].sum()) == pytest.approx(1, abs=1e-2)


def test_maps_on_two_grids_have_no_difference():
    state = ViewState(query="0", a="0@0.0", b="0@2.0", show="diff")
    with pytest.raises(CaptureError, match="several grids"):
        ENDPOINTS["shown"].make(analysis_in("swin"), state)


@pytest.mark.parametrize("what", ["explain", "off", "weight_randomization", "lens"])
def test_without_a_head_what_asks_for_a_class_is_refused_with_the_reason(what):
    with pytest.raises(ModelError, match="classifier"):
        ENDPOINTS[what].make(analysis_in(NO_HEAD), ViewState())


MAPS = ("rollout", "measures", "attention", "shown", "position_table")
# A rollout over layers that are not all seen, or on one grid, is refused: the tests of sentences.
MADE = [
    (name, what)
    for name in MODELS
    for what in MAPS
    if (what, name) != ("measures", "differential")  # entropy and distance are of shares
    and (what != "rollout" or name not in NO_ROLLOUT)
]


@pytest.mark.parametrize(("name", "what"), MADE)
def test_maps_are_there_for_every_model(name, what):
    found = analysis_in(name)
    assert unpack(ENDPOINTS[what].make(found, opened(ViewState(), found)))


@pytest.mark.parametrize("second", ["", "cat"])
@pytest.mark.parametrize("name", MODELS)
def test_patches_have_components_and_are_like_others_in_every_model(name, second):
    found = analysis_in(name)
    header, arrays = unpack(ENDPOINTS["components"].make(found, ViewState(second=second)))
    rows, cols = last_grid(found.vit)[0] if not found.vit.one_grid else found.trace.grid
    count = rows * cols
    last = header["depths"] - 1 if found.vit.one_grid else len(attending_blocks(found.vit))
    assert header["depth"] == last
    assert {len(array) for array in arrays.values()} == {count}
    assert len(arrays) == (4 if second else 2)
    assert len(header["shares"]) == 3


def test_a_model_keeps_its_own_grid_where_none_is_asked_for():
    assert analysis_in("siglip", rows=3, cols=5).key == analysis_in("siglip").key
    assert grid_of(ViewState(rows=8, cols=12)) == (8, 12)


def test_as_many_classes_as_the_bundled_models_make_no_pair_with_the_cnn():
    found = analysis_in("vit of 62 classes")
    assert len(found.trace.logits) == 62
    assert found.compared is None
    assert meaning_of(found, 1) == ()


def test_pinned_patches_stay_at_their_places_in_a_model_of_other_patches():
    pinned = ViewState(query="136", a="0@3.1", b="255@rollout")  # of 16 x 16 patches
    state = changed(pinned, {"model": "vit", "weights": "random"}, grid_of)
    assert grid_of(state) == (3, 5)
    assert (state.query, state.a, state.b) == ("7", "0@3.1", "14@rollout")


def test_pinned_prefix_tokens_keep_their_names_in_another_model():
    pinned = ViewState(query="p0", a="p0@3.mean")
    state = changed(pinned, {"model": "vit", "weights": "random"}, grid_of)
    assert (state.query, state.a) == ("p0", "p0@3.mean")


@pytest.mark.parametrize(
    ("name", "reads", "position"),
    [
        ("vit", "class token [CLS]", "added"),
        ("vit mean", "mean of the patches", "added"),
        ("deit distilled", "class and distillation token", "added"),
        ("siglip", "attention pool", "added"),
        ("relpos", "mean of the patches", "inside"),
    ],
)
def test_the_thread_names_what_the_head_reads_and_where_places_come_in(name, reads, position):
    data = thread(words("en"), analysis_in(name)).data
    assert (data["reads"], data["position"]) == (reads, position)


@pytest.mark.parametrize("name", MODELS)
def test_the_thread_has_its_pictures_of_every_model(name):
    arrays = unpack(ENDPOINTS["thread"].make(analysis_in(name), ViewState()))[1]
    data = thread(words("en"), analysis_in(name)).data
    last = analysis_in(name).trace.layers[-1]
    assert arrays["attention"].shape == last.looked
    if last.kind != "self" or not data["stages"]:
        assert last.looked == tuple(data["trace"]["grid"])
    convolved = data["trace"].get("convolved", False)
    assert ("vector" in arrays) == (not convolved)
    if not data["stages"]:
        assert arrays["vector"].shape == (data["width"],)


def test_without_a_head_the_thread_ends_without_a_label():
    assert thread(words("en"), analysis_in(NO_HEAD)).data["label"] is None
