"""Inside for models with several grids: each block on its own grid, the last stage's lens."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.app.families import analysis_in, open_all
from tests.browser import test_inside as inside
from tests.browser.test_accessibility import serious
from tests.browser.test_explorer import ENGLISH, NAMES
from tests.browser.test_inside import view
from tests.browser.test_other_models import server  # noqa: F401
from vitviz.app.compute import analyses
from vitviz.core.internals.stage_lens import stage_lens, stage_readings
from vitviz.core.internals.stage_stream import stage_stream
from vitviz.core.models.token_layout import same_place
from vitviz.web.browser_files import version

PATCH = 87  # of swin's 8 x 16


@pytest.fixture(scope="module")
def swin():
    """What the core says of the model that the server shows, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        found = analysis_in("swin", "coffee")
        pixels = analyses.pixels(found)
        return stage_stream(found.vit, pixels), stage_lens(found.vit, pixels)


def opened(page, address=f"/inside?model=swin&query={PATCH}", views=("stages", "stage_lens")):
    return inside.opened(page, address, views)


ASK = """async ([modules, analysis, patch, finest]) => {
  const load = (name) => import(`${modules}/${name}.js`);
  const [{ get }, { StageStream }, { LogitLens }] =
    await Promise.all(["net/get", "math/stage_stream", "math/logit_lens"].map(load));
  const stream = new StageStream(await get(`${analysis}/stages`));
  const lens = new LogitLens(await get(`${analysis}/stage_lens`));
  return { blocks: stream.blocks.map(({ name, grid, norms, relative }, k) => ({ name, grid,
      norms: Array.from(norms), relative: Array.from(relative), marks: stream.marks(k),
      cosines: Array.from(stream.cosines(k, stream.covering(k, patch, finest))) })),
    shares: Array.from(lens.probabilities) };
}"""


def test_the_browsers_arithmetic_is_pythons(page, swin):
    opened(page)
    address = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => e.name)"
        ".find((name) => name.endsWith('/stages')).replace(/.stages$/, '')"
    )
    modules = re.sub(r"/api/.*", f"/frontend/{version()}", address)
    blocks, lens = swin
    finest = blocks[0].grid
    found = page.evaluate(ASK, [modules, address, PATCH, list(finest)])
    assert [each["name"] for each in found["blocks"]] == [each.name for each in blocks]
    for own, known in zip(found["blocks"], blocks, strict=True):
        assert tuple(own["grid"]) == known.grid
        np.testing.assert_allclose(own["norms"], known.norms, rtol=1e-5)
        usual = np.median(known.norms)
        np.testing.assert_allclose(own["relative"], known.norms / usual - 1, atol=1e-5)
        assert own["marks"] == torch.nonzero(known.outliers).flatten().tolist()
        np.testing.assert_allclose(own["cosines"], known.similarity(PATCH, finest), atol=1e-3)
    shares = torch.stack(list(lens.values())).softmax(-1)
    np.testing.assert_allclose(found["shares"], shares.flatten(), atol=1e-5)


def test_the_numbers_beside_the_map_are_those_of_the_token_that_covers_the_patch(page, swin):
    blocks, _ = swin
    opened(page, f"/inside?model=swin&query={PATCH}&depth=3&maps=norm")
    block = blocks[2]
    row, col = PATCH // 16 // 2, PATCH % 16 // 2  # of 4 x 8
    norm = float(block.norms[row * 8 + col])
    stages = view(page, "stages")
    expect(stages.locator('dd[data-value="norm"]')).to_have_text(f"{norm:.3g}")
    against = norm / float(block.norms.quantile(0.5)) - 1
    expect(stages.locator('dd[data-value="against"]')).to_contain_text(f"{abs(against):.1%}")
    expect(stages).to_contain_text("layers.1.blocks.0, 4 × 8")
    expect(stages.locator(".gallery").last).to_contain_text("8 × 16")


def drawn(page):
    panes = view(page, "stages").locator(".gallery").last.locator(".pane canvas").all()
    return [canvas.evaluate("c => c.toDataURL()") for canvas in panes]


@pytest.mark.parametrize("variant", [{}, {"scheme": "dark"}], ids=str)
def test_moving_over_the_large_map_repaints_every_block_without_a_request(new_page, sent, variant):
    page = opened(new_page(**variant))
    large = view(page, "stages").locator(".gallery .pane").first
    large.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = drawn(page)
    sent.clear()
    box = large.bounding_box()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.9 * box["height"])
    page.wait_for_timeout(300)
    after = drawn(page)
    assert len(after) == 4
    assert [k for k, one in enumerate(before) if one == after[k]] == []
    assert sent == []


def test_a_bar_says_what_each_block_adds_to_the_token_that_covers_the_patch(page, swin):
    opened(page)
    stages = view(page, "stages")
    expect(stages.locator(".added rect.block")).to_have_count(4)
    finest = swin[0][0].grid
    known = [float(each.added[same_place(PATCH, finest, each.grid)]) for each in swin[0]]
    told = stages.locator(".added svg").get_attribute("aria-label")
    said = [float(number) for number in re.findall(r"\d: ([\d.]*\d)", told)]
    np.testing.assert_allclose(said, known, rtol=0.02)


def test_where_a_block_changes_the_grid_it_has_no_bar_and_the_page_says_so(page):
    opened(page, "/inside?model=hiera", ("stages",))
    stages = view(page, "stages")
    expect(stages.locator(".added rect.block")).to_have_count(2)
    expect(stages).to_contain_text("do not compare: block 2, 3, 5.")


def test_a_depth_is_one_block_of_the_model_for_all_panels(page, new_page):
    opened(page)
    maps = view(page, "stages").locator(".gallery").last
    maps.locator(".pane").nth(1).click()
    expect(page).to_have_url(re.compile(r"depth=2\b"))
    expect(view(page, "stages")).to_contain_text(", after block 2")
    components = view(page, "components")
    components.scroll_into_view_if_needed()
    expect(components).to_contain_text("Components, after block 3", timeout=20_000)
    expect(components).to_contain_text("last grid")
    expect(view(page, "stage_lens")).to_contain_text("after block 3:")
    other = opened(new_page(), page.url)
    assert "after block 2" in view(other, "stages").inner_text()


def test_the_lens_says_what_the_model_predicts_and_why_of_the_last_stage_alone(page, swin):
    opened(page)
    lens = view(page, "stage_lens")
    shares = list(swin[1].values())[-1].softmax(-1)
    expect(lens.locator(".five dd").first).to_have_text(f"{shares.max():.0%}")
    expect(lens).to_contain_text("cannot read them")
    lens.locator(".chip[data-target] >> nth=1").click()
    expect(page).to_have_url(re.compile(r"target=\d"))


def test_a_patch_under_the_pointer_or_an_arrow_key_is_read_alone(page):
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        found = analysis_in("swin", "coffee")
        last = stage_readings(found.vit, analyses.pixels(found))[-1]
    opened(page)
    lens = view(page, "stage_lens")
    expect(lens.locator(".gallery").last.locator(".pane")).to_have_count(2)
    expect(lens).to_contain_text("What the classifier says of the mean of the patches")
    pane = lens.locator(".gallery").first.locator(".pane")
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    pane.hover(position={"x": 0.95 * box["width"], "y": 0.95 * box["height"]})
    expect(lens).to_contain_text("says of patch 32 (row 4, column 8)")
    most = last.patches[31].softmax(-1).max()
    expect(lens.locator(".five dd").first).to_have_text(f"{most:.0%}")
    page.mouse.move(0, 0)
    expect(lens).to_contain_text("says of the mean of the patches")
    pane.focus()
    page.keyboard.press("ArrowLeft")  # from the middle
    expect(lens).to_contain_text("says of patch 20 (row 3, column 4)")
    page.keyboard.press("Escape")
    expect(lens).to_contain_text("says of the mean of the patches")


def test_a_model_that_goes_on_behind_its_last_block_says_so_in_place_of_the_lens(page, provoked):
    provoked.append("Failed to load resource")  # the browser logs the answer's status
    opened(page, "/inside?model=pvt", ("stages",))
    lens = view(page, "stage_lens")
    expect(lens.locator(".status")).to_contain_text("goes on with", timeout=20_000)
    expect(lens.locator(".inside")).to_be_hidden()


def test_the_sections_of_the_bar_lead_to_the_panels_that_stand_for_them(page):
    page.goto("/inside?model=swin#lens")
    lens = page.get_by_role("region", name="Logit lens: what each block of the last stage")
    expect(lens).to_be_focused(timeout=30_000)
    sections = page.get_by_role("navigation", name="Sections of this page")
    expect(sections).to_contain_text("Residual stream")


@pytest.mark.variant(locale="zh-CN", screen="phone")
def test_on_a_chinese_phone_nothing_sticks_out_and_nothing_is_english(page):
    opened(page)
    names = re.compile(
        rf"MaxViT|{NAMES.pattern}|nostalgebraist|layers\.\d\.blocks|block|MAD|float32"
    )
    for name in ("stages", "stage_lens"):
        panel = view(page, name)
        assert panel.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, name
        told = panel.locator(
            "h2, h3, p, dt, dd, summary, .cell-title, .cell-note"
        ).all_inner_texts()
        assert [text for text in told if ENGLISH.search(names.sub("", text))] == [], name


@pytest.mark.parametrize(
    ("name", "array", "text"),
    [("stages", "unit_3", "8 × 16"), ("stage_lens", "probabilities", "%")],
)
def test_a_panel_can_be_taken_away_as_a_picture_and_as_arrays(page, name, array, text):
    opened(page)
    for item in ("SVG", "Arrays (NPZ)"):
        page.wait_for_timeout(300)  # the menu closes a moment after its focus went
        view(page, name).locator(".export summary").click()
        with page.expect_download() as download:
            view(page, name).get_by_text(item, exact=True).click()
        if item == "SVG":
            drawn = ElementTree.fromstring(download.value.path().read_bytes())
            assert text in " ".join("".join(each.itertext()) for each in drawn)
        else:
            with np.load(download.value.path()) as held:
                assert array in held.files


def test_the_lines_of_components_ask_where_the_outlined_patch_lies(page):
    opened(page)
    components = view(page, "components")
    components.scroll_into_view_if_needed()
    expect(components).to_contain_text("Similarity to patch 20 (row 3, column 4)", timeout=20_000)
    components.locator(".export summary").click()
    components.get_by_text("Python", exact=False).first.click()
    # of 4 x 8, as PATCH of 8 x 16 is: row 3, column 4
    expect(components.locator("dialog code")).to_contain_text("tokens[19:20]", timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panels_of_several_grids_have_nothing_serious_for_axe(new_page, scheme):
    page = opened(new_page(scheme=scheme))
    page.wait_for_load_state("networkidle")
    assert serious(page) == []
