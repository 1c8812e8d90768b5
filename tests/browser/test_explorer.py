"""The explorer as a visitor meets it: a real server, a real browser, real pixels."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.head import texts
from tests.browser.pictures import DECODED, farthest
from vitviz.core.assets import photos

VARIANTS = [
    pytest.param({"scheme": "light"}, id="light"),
    pytest.param({"scheme": "dark"}, id="dark"),
    pytest.param({"screen": "projector"}, id="projector"),
    pytest.param({"screen": "phone"}, id="phone"),
]
PAINTED = '.vv[data-painted]:not([data-painted=""]) .explorer'


def opened(page, address="/"):
    page.goto(address)
    expect(page.locator(PAINTED)).to_be_visible(timeout=20_000)
    page.wait_for_timeout(700)  # the rollout's matrix and the fonts
    return page


def pixels(page, name):
    """The picture of a part's canvas, as the browser holds it."""
    return page.locator(f".explorer .{name} canvas").evaluate("c => c.toDataURL()")


def centre(page, name, x=0.5, y=0.5):
    box = page.locator(f".explorer .{name}").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_moving_over_the_photo_repaints_every_view_without_a_request(new_page, sent, variant):
    page = opened(new_page(**variant))
    before = {name: pixels(page, name) for name in ("photo", "wall", "focus", "sequence")}
    sent.clear()
    x, y = centre(page, "photo")
    if variant.get("screen") == "phone":
        touch(page, [(x, y)], hold=500, lift=False)
    else:
        page.mouse.move(x, y)
    page.wait_for_timeout(100)
    after = {name: pixels(page, name) for name in before}
    assert [name for name in before if before[name] == after[name]] == []
    assert sent == []


def touch(page, path, *, hold=0, lift=True):
    """A finger down at path[0], resting `hold` ms, moved along the path and lifted."""
    client = page.context.new_cdp_session(page)

    def send(kind, points):
        touches = [{"x": x, "y": y} for x, y in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", path[:1])
    page.wait_for_timeout(hold)
    for point in path[1:]:
        send("touchMove", [point])
        page.wait_for_timeout(16)
    if lift:
        send("touchEnd", [])


def scrolled(page):
    return page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")


@pytest.mark.variant(screen="phone")
def test_a_drag_on_a_phone_scrolls_the_page(page):
    opened(page)
    x, y = centre(page, "photo")
    query = pixels(page, "photo")
    touch(page, [(x, y - 10 * i) for i in range(20)])
    page.wait_for_timeout(300)
    assert scrolled(page) > 50
    assert pixels(page, "photo") == query


@pytest.mark.variant(screen="phone")
def test_a_drag_after_a_long_press_explores_and_the_page_stays(page):
    opened(page)
    x, y = centre(page, "photo")
    touch(page, [(x, y - 5 * i) for i in range(20)], hold=600)
    page.wait_for_function("() => location.search.includes('query=')")
    assert scrolled(page) == 0


@pytest.mark.variant(screen="phone")
def test_a_tap_keeps_a_patch(page):
    opened(page)
    touch(page, [centre(page, "photo")])
    page.wait_for_url(re.compile(r"query=\d+"))


def test_leaving_the_photo_returns_to_what_was_kept(page):
    opened(page)
    kept = pixels(page, "wall")
    page.mouse.move(*centre(page, "photo"))
    page.wait_for_timeout(100)
    assert pixels(page, "wall") != kept
    page.mouse.move(2, 2)
    page.wait_for_timeout(100)
    assert pixels(page, "wall") == kept


def test_a_copied_link_restores_the_screen(page, new_page):
    opened(page, "/?photo=koala")
    page.mouse.click(*centre(page, "photo", 0.5, 0.4))
    page.locator("[data-pin=a]").click()
    page.mouse.click(*centre(page, "wall", 0.5, 0.5))
    page.locator("[data-pin=b]").click()
    page.get_by_role("button", name="is looked at by").click()
    page.mouse.move(2, 2)
    page.wait_for_url(re.compile(r"by=column.*show=diff|show=diff.*by=column"))
    page.wait_for_timeout(500)
    other = opened(new_page(), page.url)
    for name in ("photo", "focus", "sequence"):
        assert farthest(pixels(other, name), pixels(page, name)) <= DECODED, name
    assert pixels(other, "wall") == pixels(page, "wall")
    assert other.locator(".pinned").inner_text() == page.locator(".pinned").inner_text()


def test_the_arrow_keys_move_the_query(page):
    opened(page, "/?query=18")
    page.locator(".explorer .photo").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"query=35\b"))  # 18 + 1 + 16
    page.keyboard.press("Home")
    page.wait_for_url(re.compile(r"query=p0\b"))


def test_the_arrow_keys_choose_a_head(page):
    opened(page, "/?head=3.2")
    page.locator(".explorer .wall").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"head=4\.2"))
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"head=4\.3"))


def test_what_is_drawn_is_also_said(page):
    opened(page, "/?query=120&head=11.3")
    said = page.locator("[data-live]")
    expect(said).to_contain_text("Layer 12, head 4")
    expect(said).to_contain_text("patch 121 (row 8, column 9)")
    expect(said).to_contain_text(re.compile(r"row \d+, column \d+ \(\d"))


def test_the_share_of_a_row_and_the_weight_under_the_pointer_are_numbers(page):
    opened(page)
    page.mouse.move(*centre(page, "focus"))
    weight = page.locator("[data-value=weight]")
    expect(weight).to_have_text(re.compile(r"^[\d.]+% \([\d.]+ × even share\)$"))


def test_all_maps_on_one_scale_or_each_on_its_own(page):
    opened(page)
    fixed = pixels(page, "wall")
    page.get_by_role("button", name="separate").click()
    expect(page.locator(".middle > .text")).to_contain_text("do not compare")
    page.mouse.move(2, 2)
    page.wait_for_timeout(300)
    assert pixels(page, "wall") != fixed


def test_the_wall_can_be_ordered_by_reach(page, sent):
    opened(page)
    by_layer = pixels(page, "wall")
    page.get_by_role("button", name="by distance").click()
    page.mouse.move(2, 2)
    page.wait_for_timeout(700)
    assert any("/measures" in request for request in sent)
    assert pixels(page, "wall") != by_layer
    page.get_by_role("button", name="by layer").click()
    page.mouse.move(2, 2)
    page.wait_for_timeout(300)
    assert pixels(page, "wall") == by_layer


def test_going_back_in_the_browser_goes_back_in_the_explorer(page):
    opened(page, "/?query=18&head=11.3")
    before = pixels(page, "wall")
    page.locator(".explorer .photo").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"query=19\b"))
    page.wait_for_timeout(700)  # sooner, an old address is taken for one not yet heard of
    page.go_back()
    page.wait_for_url(re.compile(r"query=18\b"))
    page.wait_for_timeout(800)
    assert pixels(page, "wall") == before
    page.go_forward()
    page.wait_for_url(re.compile(r"query=19\b"))


ENGLISH = re.compile(r"[A-Za-z]{2,}")
# Names that Chinese texts write in Latin letters, and what belongs to no language.
NAMES = re.compile(
    r"vitviz|ViT-S|ViT|CNN|CPU|CUDA|Tiny ImageNet|ImageNet|DINOv2|Vision Transformer|token|EN|CLS|"
    r"MLP|ln|px|patch|EfficientNet|Lite|rollout|value|Abnar|Zuidema|PNG|SVG|NPZ|Python|"
    r"softmax|LayerNorm|logit(?: lens|s)?|Dosovitskiy|Vaswani|Darcet|He|LN|MSA|cos|exp|mean|var|"
    r"E_pos|x_class|pip install|arrays|photo\.jpg|timm"
)


@pytest.mark.variant(locale="zh-CN")
def test_the_chinese_page_has_no_english(page):
    opened(page)
    said = texts(page)
    names = [re.escape(name) for photo in photos() for name in (photo.author, photo.licence)]
    latin = re.compile("|".join([*names, NAMES.pattern]))
    assert [text for text in said if ENGLISH.search(latin.sub("", text))] == []


def test_another_language_is_spoken_by_every_panel(page):
    opened(page)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="它看谁", exact=True)).to_be_visible(timeout=10_000)
    expect(page.locator(".rollout")).to_contain_text("残差权重")


def test_a_link_with_a_query_the_model_does_not_have_is_mended(page):
    opened(page, "/?query=p5&head=50.0&a=9999@1.1&show=a")
    page.get_by_role("button", name="separate").click()  # keeps, and updates the same scene
    expect(page.locator(".explorer .title")).to_contain_text("where the class token looks")


def test_a_photo_as_thin_as_a_thread_keeps_the_page_in_shape(page):
    opened(page)
    out = io.BytesIO()
    Image.new("RGB", (3, 2000), (30, 90, 200)).save(out, "PNG")
    file = {"name": "thread.png", "mimeType": "image/png", "buffer": out.getvalue()}
    page.locator(".tray input[type=file]").first.set_input_files(file)
    page.wait_for_url(re.compile(r"photo=up-"))
    page.wait_for_timeout(1500)
    box = page.locator(".explorer .photo").bounding_box()
    assert box["height"] <= max(460, 0.56 * page.viewport_size["height"])
    assert box["width"] >= 100


@pytest.mark.variant(screen="phone")
def test_after_a_tap_the_patch_and_its_map_are_both_in_view(page):
    opened(page, "/?photo=koala")
    page.locator(".explorer .photo").tap()
    page.wait_for_timeout(1000)
    seen = page.locator(".explorer .focus").bounding_box()
    assert seen["y"] >= 0
    assert seen["y"] + seen["height"] <= 844
    assert centre(page, "photo")[1] >= 0  # where the finger was


def test_layers_that_are_there_are_shown_while_the_others_are_on_their_way(page):
    page.route(re.compile(r"/layer\?layer=[0-9]$"), lambda route: None)  # of twelve, two come
    page.goto("/?photo=koala")
    wall = page.locator(".explorer .wall")
    expect(wall.locator("canvas")).to_be_visible(timeout=20_000)
    colours = """(wall, layer) => {
      const canvas = wall.querySelector("canvas"), scale = canvas.width / wall.clientWidth;
      const cell = Math.min(72, Math.floor((wall.clientWidth - 46) / 13) - 3);
      const box = [38 + layer * (cell + 3) + 2, 40, cell - 4, cell - 4].map((v) => v * scale);
      const { data } = canvas.getContext("2d").getImageData(...box);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    for layer in (10, 11):
        page.wait_for_function(
            f"([wall, layer]) => ({colours})(wall, layer) > 20", arg=[wall.element_handle(), layer]
        )
    assert wall.evaluate(colours, 4) < 5
    page.unroute_all(behavior="ignoreErrors")


def test_an_analysis_that_is_gone_is_made_again(page, provoked):
    gone = [404]
    page.route(
        re.compile(r"/layer\?layer=11$"),
        lambda route: route.fulfill(status=gone.pop()) if gone else route.continue_(),
    )
    opened(page, "/?photo=koala")
    expect(page.locator(".explorer .status")).to_be_empty()
    provoked.append("Failed to load resource")  # the browser logs the answer's status


def test_an_analysis_that_is_gone_is_not_told_as_a_lost_network(page, provoked):
    page.route(re.compile(r"/layer\?layer=11$"), lambda route: route.fulfill(status=404))
    page.goto("/?photo=koala")
    expect(page.locator(".explorer .status")).to_contain_text("made again", timeout=20_000)
    provoked.append("Failed to load resource")
