"""The upper half of Explain as a visitor meets it: classes, the wall of methods, the large map."""

import io
import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import ENGLISH, NAMES, touch
from vitviz.app.state.view_state import METHODS
from vitviz.core.assets import photos
from vitviz.web.browser_files import version

KOALA, BEAR = 5, 3
VIEW = '.vv[data-view="explain"]'


def opened(page, address="/explain?photo=koala"):
    page.goto(address)
    return settled(page)


def settled(page, target="", against=""):
    """The page once the maps of these classes are painted; "" is any."""
    wanted = f'{VIEW}[data-painted*="/{target}"][data-painted*="/{against}"]'
    expect(page.locator(wanted)).to_be_visible(timeout=40_000)
    page.wait_for_timeout(300)
    return page


def pane(page, method):
    return page.locator(f"{VIEW} .wall .cell").nth(
        ["attention", "rollout", "gradient_rollout", "relevance", "gradcam", "cnn"].index(method)
    )


def pixels(page, where):
    return page.locator(f"{VIEW} {where} canvas").first.evaluate("c => c.toDataURL()")


def centre(page, where, x=0.5, y=0.5):
    part = page.locator(f"{VIEW} {where}").first
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pointing_repaints_every_map_and_says_each_value_without_a_request(new_page, sent, scheme):
    page = opened(new_page(scheme=scheme))
    before = [pixels(page, f".wall .cell:nth-child({i})") for i in range(1, 7)]
    page.mouse.move(*centre(page, ".large .pane"))
    sent.clear()
    page.mouse.move(*centre(page, ".large .pane", 0.45, 0.4))
    page.wait_for_timeout(100)
    after = [pixels(page, f".wall .cell:nth-child({i})") for i in range(1, 7)]
    assert all(one != other for one, other in zip(before, after, strict=True))
    for note in page.locator(f"{VIEW} .wall .cell-note").all_inner_texts():
        assert re.fullmatch(r"<?[\d.]+ × even share", note)
    reading = page.locator(f"{VIEW} .reading")
    expect(reading).to_have_text(re.compile(r"^Row 7, column 8: .*even share$"))
    # The lower half may still ask what it needs.
    assert [what for what in sent if what == "frame" or "/explain?" in what] == []


def test_a_class_found_by_typing_is_explained_and_kept_in_the_address(page):
    opened(page)
    before = pixels(page, ".large")
    search = page.get_by_role("combobox", name="Class to explain")
    search.click()
    expect(page.locator(f"{VIEW} [role=option]")).to_have_count(62)
    search.fill("熊猫")  # labels are found in both languages
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]target=\d+"))
    settled(page, re.search(r"target=(\d+)", page.url)[1])
    expect(page.locator(f"{VIEW} .right h3")).to_contain_text("panda")
    assert pixels(page, ".large") != before


def test_two_classes_are_contrasted_and_what_knows_no_class_is_exactly_0(page, sent):
    opened(page)
    page.get_by_role("combobox", name="Contrast with").fill("bear")
    page.locator(VIEW).get_by_role("option", name=re.compile("^bear")).click()
    settled(page, KOALA, BEAR)
    assert "against=3" in page.url
    for method in ("attention", "rollout"):
        expect(pane(page, method)).to_contain_text("Exactly 0")
    expect(page.locator(f"{VIEW} .right h3")).to_have_text("Generic relevance: koala minus bear")
    expect(page.locator(f"{VIEW} .wall .scale")).to_contain_text("more for bear")
    expect(page.locator(f"{VIEW} td.none")).to_have_count(20)
    page.get_by_role("button", name="Remove bear").click()
    settled(page, KOALA, "null")
    expect(pane(page, "rollout")).to_contain_text("the same for every class")


def test_start_layer_and_method_repaint_at_once_and_reach_the_address(page, sent):
    opened(page)
    before, table = pixels(page, ".large"), page.locator(f"{VIEW} table").inner_text()
    page.get_by_role("slider", name="First layer included").focus()
    sent.clear()
    page.keyboard.press("End")
    page.wait_for_timeout(100)
    assert pixels(page, ".large") != before
    assert page.locator(f"{VIEW} table").inner_text() != table
    assert [what for what in sent if "/explain?" in what] == []
    page.wait_for_url(re.compile(r"start=11\b"))
    pane(page, "gradcam").locator(".pane").press("Enter")
    expect(page.locator(f"{VIEW} .right h3")).to_have_text("Grad-CAM, ViT: koala")
    page.wait_for_url(re.compile(r"method=gradcam\b"))


def test_a_copied_link_restores_the_screen(page, new_page):
    address = "/explain?photo=lemurs&target=1&against=5&method=gradcam&cam=8&start=3&scale=now"
    opened(page, address)
    page.locator(f"{VIEW} .wall .cell .pane").nth(3).focus()
    page.keyboard.press("ArrowRight")
    other = opened(new_page(), page.url)
    for where in (".large", ".wall .cell:nth-child(4)", ".wall .cell:nth-child(6)"):
        assert pixels(other, where) == pixels(page, where)
    for where in (".right h3", "table", ".reading"):
        one, two = (p.locator(f"{VIEW} {where}").inner_text() for p in (page, other))
        assert one == two
    expect(page.get_by_role("slider", name="Layer of Grad-CAM")).to_have_value("8")


def test_the_arrow_keys_move_over_the_large_map_and_its_numbers_are_said(page):
    opened(page)
    page.locator(f"{VIEW} .large .pane").focus()
    reading = page.locator(f"{VIEW} .reading")
    expect(reading).to_contain_text("Highest: row")
    row, col = map(int, re.search(r"row (\d+), column (\d+)", reading.inner_text()).groups())
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(reading).to_have_text(re.compile(rf"^Row {row + 1}, column {col + 1}: "))
    expect(page.locator(f"{VIEW} [data-live]")).to_contain_text(reading.inner_text())


def test_the_arrays_can_be_exported_as_the_core_counts_them(page):
    opened(page)
    page.locator(f"{VIEW} .export summary").first.click()
    with page.expect_download() as download:
        page.get_by_text("Arrays (NPZ)").first.click()
    with np.load(io.BytesIO(download.value.path().read_bytes())) as archive:
        about = json.loads(str(archive["about"]))
        assert archive["gradcam_cnn"].shape == (1, 7, 7)
        assert archive["relevance"].shape == (12, 16, 16)
    assert about["facts"]["labels"] == ["koala"]


def density_of(archive, name, index):
    values = archive[name][index].astype(float)
    return values / values.mean()


@pytest.mark.parametrize("against", ["", "3"])
def test_the_numbers_on_screen_are_pythons(page, server, against):
    opened(page, f"/explain?photo=koala&against={against}&start=2&scale=now")
    link = page.locator(f"{VIEW} .export summary").first
    link.click()
    with page.expect_download() as download:
        page.get_by_text("Arrays (NPZ)").first.click()
    with np.load(io.BytesIO(download.value.path().read_bytes())) as archive:
        places = {"relevance": 2, "gradcam": 11}
        shown = {
            name: density_of(archive, name, places.get(name, 0))
            - (density_of(archive, f"against_{name}", places.get(name, 0)) if against else 0)
            for name in METHODS
        }
        table = archive["agreement"]
    page.mouse.move(*centre(page, ".large .pane", 8.5 / 16, 6.5 / 16))
    times = float(re.search(r"([+−]?[\d.]+) ×", said(page, ".reading"))[1].replace("−", "-"))
    assert times == pytest.approx(shown["relevance"][6, 8], rel=6e-3)
    drawn = [single for single in shown.values() if single.any()]
    sizes = np.sort(np.abs(np.concatenate([single.ravel() for single in drawn])))
    end = float(re.search(r"[\d.]+", said(page, ".wall .tick:last-child"))[0])
    assert end == pytest.approx(sizes[int(np.ceil(0.99 * sizes.size)) - 1], rel=6e-3)
    cell = page.locator(f"{VIEW} tbody tr").nth(3).locator("td").nth(4).inner_text()
    assert float(cell.replace("−", "-")) == pytest.approx(table[3 + 2, 15 + 11], abs=0.006)


def said(page, where):
    return page.locator(f"{VIEW} {where}").first.inner_text()


@pytest.mark.variant(screen="phone")
def test_on_a_phone_a_tap_shows_a_method_and_nothing_sticks_out(page):
    opened(page)
    touch(page, [centre(page, ".wall .cell:nth-child(6) .pane")])
    expect(page.locator(f"{VIEW} .right h3")).to_have_text("Grad-CAM, CNN: koala")
    touch(page, [centre(page, ".large .pane", 0.3, 0.3)])
    expect(page.locator(f"{VIEW} .reading")).to_have_text(re.compile("^Row 3, column 3: "))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    table = page.locator(f"{VIEW} .scroll")
    assert table.evaluate("t => t.scrollWidth <= t.clientWidth")


@pytest.mark.variant(locale="zh-CN")
def test_the_chinese_page_has_no_english(page):
    opened(page, "/explain?photo=koala&against=3")
    page.get_by_role("combobox").first.click()
    said = page.locator(VIEW).evaluate(
        """root => [...root.querySelectorAll('*')].filter((e) => !e.closest('.options'))
          .flatMap((e) => [e.getAttribute('aria-label'), e.getAttribute('data-tip'),
            ...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data)])
          .filter(Boolean)"""
    )
    names = "|".join(
        [
            *(re.escape(p.author) for p in photos()),
            NAMES.pattern,
            "Grad-CAM",
            "Chefer",
            "Selvaraju",
            "Caron",
            "Spearman",
            "PNG",
            "SVG",
            "NPZ",
            "Python",
            "logit",
            "mean",
        ]
    )
    assert [text for text in said if ENGLISH.search(re.sub(names, "", text))] == []


MAPS = """async (address) => {
  const { Densities } = await import(address);
  const one = (...values) => ({ values: Float32Array.from(values), shape: [1, 1, 2] });
  const named = (pairs) => new Densities({
    header: { target: 0, against: 1, methods: Object.keys(pairs), counts: [1, 1, 1, 1],
      layers: [0] },
    arrays: Object.fromEntries(Object.entries(pairs).flatMap(([name, [own, other]]) =>
      [[name, one(...own)], [`against_${name}`, one(...other)]])),
  });
  const maps = named({ attention: [[1, 3], [1, 3]], gradcam: [[0, 0], [1, 3]],
    relevance: [[1, 3], [0, 0]], rollout: [[1, 3], [2, 2]] });
  const settings = { start: 9, cam: "9" };
  return ["attention", "gradcam", "relevance", "rollout", "gradcam_cnn"].map((method) => {
    const { values, empty } = maps.shown(method, settings);
    return [values && Array.from(values), empty];
  });
}"""


def test_a_map_without_a_signal_is_not_drawn_and_says_of_which_class(page):
    page.goto("/readyz")  # any address of this origin; the modules need no page
    found = page.evaluate(MAPS, f"/frontend/{version()}/math/densities.js")
    assert found == [
        [None, "zero"],
        [None, "target"],
        [None, "against"],
        [[-0.5, 0.5], ""],
        [None, "missing"],
    ]
