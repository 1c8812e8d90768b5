"""Inside as a visitor meets it: three panels that follow the pointer without asking the server."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.head import texts
from tests.browser.test_explorer import ENGLISH, NAMES, touch
from vitviz.app.compute import analyses
from vitviz.core.assets import photos
from vitviz.core.internals.logit_lens import patch_lens
from vitviz.core.internals.patch_embedding import embedding_of, patches_of, project
from vitviz.core.internals.residual_stream import depth, similarity
from vitviz.web.browser_files import version

VIEWS = ("patch", "depth", "lens")
FOLLOWED = {  # where the pointer moves, and what must be drawn anew
    "patch": (".photo", (".photo canvas", ".numbers canvas", ".bars canvas", ".filters canvas")),
    "depth": (".gallery .pane >> nth=0", (".gallery .pane >> nth=5 >> canvas",)),
    "lens": (".gallery .pane >> nth=0", (".gallery .pane >> nth=0 >> canvas",)),
}


def view(page, name):
    return page.locator(f'.vv[data-view="{name}"]')


def opened(page, address="/inside?photo=koala", views=VIEWS):
    page.goto(address)
    for name in views:
        expect(page.locator(f'.vv[data-view="{name}"][data-painted]')).to_be_attached(
            timeout=40_000
        )
    page.wait_for_timeout(700)  # the photo and the fonts
    return page


def drawn(page, name):
    parts = FOLLOWED[name][1]
    found = [view(page, name).locator(part).evaluate("c => c.toDataURL()") for part in parts]
    return [*found, view(page, name).locator(".inside").inner_text()]


def over(page, name, x=0.5, y=0.5):
    place = view(page, name).locator(FOLLOWED[name][0])
    place.scroll_into_view_if_needed()
    page.wait_for_timeout(100)
    box = place.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.mark.parametrize("variant", [{}, {"scheme": "dark"}, {"screen": "phone"}], ids=str)
def test_moving_over_a_patch_repaints_a_panel_without_a_request(new_page, sent, variant):
    page = opened(new_page(**variant))
    for x, name in zip((0.3, 0.5, 0.7), VIEWS, strict=True):  # a kept patch would look the same
        place = over(page, name, x, 0.6)
        before = drawn(page, name)
        sent.clear()
        if "screen" in variant:
            touch(page, [place], hold=500, lift=False)
        else:
            page.mouse.move(*place)
        page.wait_for_timeout(250)
        after = drawn(page, name)
        assert [i for i, one in enumerate(before) if one == after[i]] == [], name
        assert sent == []
        if "screen" in variant:
            touch(page, [place])  # lifts the finger, which keeps the patch
            page.wait_for_timeout(1500)


def test_pointing_at_a_filter_shows_its_answer_to_every_patch(page, sent):
    opened(page)
    answer = view(page, "patch").locator(".answer .pane canvas")
    before = answer.evaluate("c => c.toDataURL()")
    sent.clear()
    view(page, "patch").locator(".filters").hover(position={"x": 200, "y": 200})
    page.wait_for_timeout(150)
    assert answer.evaluate("c => c.toDataURL()") != before
    assert sent == []


def test_a_copied_link_restores_the_three_panels(page, new_page):
    opened(page)
    page.mouse.click(*over(page, "patch", 0.4, 0.4))
    view(page, "patch").locator(".filters").click(position={"x": 200, "y": 200})
    view(page, "depth").get_by_role("button", name="norm", exact=True).click()
    view(page, "depth").locator(".gallery .pane >> nth=4").click()
    view(page, "lens").locator(".chip[data-target] >> nth=1").click()
    expect(page).to_have_url(re.compile(r"(?=.*query=\d)(?=.*filter=)(?=.*maps=norm)"))
    expect(page).to_have_url(re.compile(r"(?=.*depth=3)(?=.*target=)"))
    page.mouse.move(2, 2)
    page.wait_for_timeout(1000)
    other = opened(new_page(), page.url)
    for name in VIEWS:
        here, there = view(page, name), view(other, name)
        assert there.locator(".inside").inner_text() == here.locator(".inside").inner_text()
    assert "after layer 3" in view(other, "lens").inner_text()


def test_the_arrow_keys_move_the_patch(page):
    opened(page, "/inside?photo=koala&query=18")
    view(page, "patch").locator(".photo").focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"query=34\b"))
    expect(view(page, "lens")).to_contain_text("patch 35 (row 3, column 3)")


def test_any_class_is_found_by_its_name(page):
    opened(page)
    page.locator('.vv[data-view="lens"] .combobox input').fill("peng")
    page.keyboard.press("Enter")
    expect(view(page, "lens")).to_contain_text("Where the classifier sees “penguin”")
    expect(view(page, "lens").locator(".flow .chosen[data-class]")).to_contain_text("penguin")
    expect(page).to_have_url(re.compile(r"target=\d+"))


def test_the_final_layers_labels_and_numbers_stand_beside_the_flow(page):
    opened(page)
    row = view(page, "lens").locator(".flow [data-class] >> nth=0")
    analysis = analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))
    most = float(analysis.trace.logits.softmax(-1).max())
    expect(row).to_contain_text("koala")
    expect(row).to_contain_text(f"{most:.0%}")


ASK = """async ([modules, analysis, patch, filter]) => {
  const load = (name) => import(`${modules}/${name}.js`);
  const [{ get }, { PatchEmbedding }, { ResidualStream }, { LogitLens }] =
    await Promise.all(["net/get", "math/patch_embedding", "math/residual_stream",
      "math/logit_lens"].map(load));
  const bundle = (name) => get(`${analysis}/${name}`);
  const embedding = new PatchEmbedding(await bundle("embedding"));
  const stream = new ResidualStream(await bundle("depth"));
  const lens = new LogitLens(await bundle("lens"));
  return { vector: Array.from(embedding.project(patch).vector),
    answers: Array.from(embedding.response(filter)),
    cosines: Array.from(stream.cosines(patch + 1)), relative: Array.from(stream.relative(1)),
    of: Array.from(lens.of(String(patch))), map: Array.from(lens.map(11, 5)),
    best: lens.best(lens.probabilities, 12, 3) };
}"""


def test_the_browsers_arithmetic_is_pythons(page):
    opened(page)
    analysis = analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))
    address = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name)"
        ".find((name) => name.endsWith('/embedding')).replace(/.embedding$/, '')"
    )
    modules = re.sub(r"/api/.*", f"/frontend/{version()}", address)
    found = page.evaluate(ASK, [modules, address, 120, 332])
    pixels = analyses.pixels(analysis)
    embedding = embedding_of(analysis.vit)
    vectors = project(embedding, patches_of(pixels, (14, 14)))
    assert np.allclose(found["vector"], vectors[120], atol=2e-6)
    assert np.allclose(found["answers"], vectors[:, 332] - embedding.bias[332], atol=2e-6)
    stream = depth(analysis.vit, pixels)
    assert np.allclose(np.reshape(found["cosines"], (13, 257)), similarity(stream, 121), atol=1e-3)
    lengths = stream.tokens.norm(dim=-1).numpy()
    exact = lengths / np.median(lengths[:, 1:], axis=1, keepdims=True) - 1
    assert np.allclose(np.reshape(found["relative"], (13, 257)), exact, atol=1e-5)
    shares = torch.stack(
        [patch_lens(analysis.vit, tokens[1:]) for tokens in stream.tokens]
    ).softmax(-1)
    assert np.allclose(np.reshape(found["of"], (13, 62)), shares[:, 120], rtol=1e-3, atol=1e-6)
    assert np.allclose(found["map"], shares[11, :, 5], rtol=1e-3, atol=1e-6)
    assert found["best"] == analysis.trace.logits.topk(3).indices.tolist()


@pytest.mark.variant(locale="zh-CN")
def test_the_chinese_page_has_no_english(page):
    opened(page)
    said = texts(page, names_in=".combobox, .export, .glossary")  # both languages; PNG
    names = [re.escape(name) for photo in photos() for name in (photo.author, photo.licence)]
    own = (
        r"Dosovitskiy|Vaswani|Darcet|Oquab|Pearson|nostalgebraist|logit( lens)?|softmax|MAD|Python"
    )
    latin = re.compile("|".join([*names, NAMES.pattern, own]))
    assert [text for text in said if ENGLISH.search(latin.sub("", text))] == []


@pytest.mark.parametrize("name", VIEWS)
def test_a_panel_can_be_taken_away_as_a_picture_and_as_arrays(page, name):
    opened(page)
    for item in ("SVG", "Arrays (NPZ)"):
        page.wait_for_timeout(300)  # the menu closes a moment after its focus went
        view(page, name).locator(".export summary").click()
        with page.expect_download() as download:
            view(page, name).get_by_text(item, exact=True).click()
        data = download.value.path().read_bytes()
        if item == "SVG":
            texts = " ".join("".join(e.itertext()) for e in ElementTree.fromstring(data))
            assert {"patch": "Patch embedding", "depth": "At every depth", "lens": "koala"}[
                name
            ] in texts
        else:
            assert data[:2] == b"PK"


def test_an_untrained_model_is_said_to_be_one(page):
    opened(page, "/inside?photo=koala&weights=random")
    for name in VIEWS:
        expect(view(page, name)).to_contain_text("its weights are random numbers")


@pytest.mark.variant(screen="phone")
def test_on_a_phone_nothing_sticks_out(page):
    opened(page)
    for name in VIEWS:
        wide = view(page, name).evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 0, name


def test_numbers_that_the_server_has_forgotten_are_asked_for_again(page, provoked):
    asked = []

    def forgotten(route):
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=404)

    page.route("**/api/analysis/*/lens", forgotten)
    opened(page)
    assert len(asked) == 2
    expect(view(page, "lens").locator(".status")).to_be_hidden()
    provoked.append("Failed to load resource")  # the browser logs the answer's status


def test_a_server_that_is_not_there_is_said_and_the_other_panels_stand(page, provoked):
    page.route("**/api/analysis/*/lens", lambda route: route.abort("connectionrefused"))
    page.goto("/inside?photo=koala")
    expect(view(page, "lens").locator(".status")).to_contain_text(
        "cannot be reached", timeout=30_000
    )
    expect(page.locator('.vv[data-view="patch"][data-painted]')).to_be_attached()
    provoked.append("Failed to load resource")
