"""A photo of the visitor's own comes in by file, drop, paste or camera."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import (
    PHOTOS,
    UPLOADED,
    choose,
    current,
    drag,
    file,
    held_uploads,
    opened,
    paste,
    photo,
    record_uploads,
    sent_sha256,
    sha256,
)

PROBLEM = ".tray .problem"
OVERLAY = ".tray .drop"
# A camera made of a canvas: the real one's interface, without a device.
CAMERA = """{
  window.tracks = [];
  navigator.mediaDevices.enumerateDevices = async () => [{ kind: "videoinput" }];
  navigator.mediaDevices.getUserMedia = async () => {
    if (window.refuse) throw new DOMException("", window.refuse);
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const context = canvas.getContext("2d");
    setInterval(() => { context.fillStyle = "tomato"; context.fillRect(0, 0, 64, 48); }, 30);
    const stream = canvas.captureStream(30);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}"""


def expect_own_photo(page, title="Your own photo: "):
    """An uploaded photo is shown, and is the first of the strip; its title begins so."""
    expect(page).to_have_url(UPLOADED, timeout=20_000)
    first = page.locator(".tray .strip .list button").first
    expect(first).to_have_attribute("aria-pressed", "true", timeout=20_000)
    expect(first.locator("img")).to_have_attribute("alt", re.compile(f"^{title}"))
    expect(first.locator("img")).to_have_js_property("complete", True)
    assert first.locator("img").evaluate("image => image.naturalWidth") > 0
    expect(page.locator(".tray .work")).to_be_hidden()


def test_a_chosen_file_is_sent_as_it_is_and_shown(page):
    record_uploads(page)
    opened(page)
    with page.expect_request("**/api/photo*") as asked:
        choose(page, "koala")
    expect_own_photo(page)
    assert sent_sha256(page) == [sha256("koala")]
    assert asked.value.method == "POST"
    headers = asked.value.headers
    assert headers["x-vitviz"] == "1"
    assert headers["x-vitviz-language"] == "en"
    assert headers["content-type"] == "application/octet-stream"


def test_an_own_photo_is_still_there_after_loading_the_page_again(page):
    opened(page)
    choose(page, "koala")
    expect_own_photo(page)
    opened(page, page.url)
    expect_own_photo(page, "An uploaded photo")  # of whoever has the link


def test_own_photos_stay_in_the_strip_to_be_chosen_again_and_taken_out_on_any_page(page):
    opened(page)
    own = page.locator(".tray .strip .own img")
    for count, name in enumerate(("koala", "cat", "coffee"), start=1):
        choose(page, name)
        expect(own).to_have_count(count, timeout=20_000)
        expect(current(page).locator("img")).to_have_attribute("alt", f"Your own photo: {name}.jpg")
    page.locator('.bar nav [data-value="explain"]').click()
    expect(page).to_have_url(re.compile(r"/explain\?"))
    expect(own).to_have_count(3)
    own.last.click()
    expect(current(page).locator("img")).to_have_attribute("alt", "Your own photo: koala.jpg")
    page.get_by_role("button", name="Remove: Your own photo: koala.jpg").click()
    expect(own).to_have_count(2)
    expect(current(page).locator("img")).to_have_attribute("alt", "Your own photo: cat.jpg")
    page.keyboard.press("Delete")  # the focus is on the one beside the one that is gone
    expect(own).to_have_count(1)
    expect(current(page).locator("img")).to_have_attribute("alt", "Your own photo: coffee.jpg")


def test_the_same_file_can_be_given_twice(page):
    opened(page)
    for _ in range(2):
        choose(page, "koala")
        expect_own_photo(page)
        page.locator('.tray .strip button[data-value="cat"]').click()
        expect(current(page)).to_have_attribute("data-value", "cat", timeout=20_000)


def test_a_file_dragged_over_the_window_is_invited_and_the_first_of_several_is_taken(page):
    record_uploads(page)
    opened(page)
    expect(page.locator(OVERLAY)).to_be_hidden()
    drag(page, "dragover", photo("cat"))
    expect(page.locator(OVERLAY)).to_be_visible()
    # By its style: while no further event comes it goes by itself, sooner than a box is asked for.
    for edge in ("top", "right", "bottom", "left"):
        expect(page.locator(OVERLAY)).to_have_css(edge, "0px")
    expect(page.locator(OVERLAY)).to_have_css("position", "fixed")
    drag(page, "drop", photo("cat"), photo("koala"))
    expect(page.locator(OVERLAY)).to_be_hidden()
    expect_own_photo(page)
    assert sent_sha256(page) == [sha256("cat")]


@pytest.mark.parametrize("ending", ["dragleave", None])
def test_the_invitation_goes_when_the_file_leaves_the_window(page, ending):
    opened(page)
    drag(page, "dragover", photo("cat"))
    expect(page.locator(OVERLAY)).to_be_visible()
    if ending:
        drag(page, ending, photo("cat"))
    expect(page.locator(OVERLAY)).to_be_hidden()


def test_a_dropped_link_is_no_file_and_what_was_shown_stays(page):
    opened(page)
    drag(page, "dragover", text="https://example.org/cat.jpg")
    expect(page.locator(OVERLAY)).to_be_hidden()
    drag(page, "drop", text="https://example.org/cat.jpg")
    expect(page.locator(PROBLEM)).to_contain_text("no file")
    expect(current(page)).to_have_attribute("data-value", "coffee")


def test_what_is_dragged_within_the_page_is_nobodys_photo(page):
    opened(page)
    drag(page, "dragstart", text="a word")
    drag(page, "drop", text="a word")
    expect(page.locator(PROBLEM)).to_be_hidden()


def test_a_pasted_image_is_taken(page):
    opened(page)
    assert paste(page, photo("cat"))
    expect_own_photo(page)


def test_a_paste_without_an_image_says_so(page):
    opened(page)
    paste(page, text="just words")
    expect(page.locator(PROBLEM)).to_contain_text("no image in the clipboard")


def test_a_paste_into_a_text_field_is_the_fields(page):
    opened(page)
    page.evaluate("document.body.append(document.createElement('textarea'))")
    assert not paste(page, photo("cat"), into="textarea")
    expect(page.locator(".tray .work")).to_be_hidden()


def test_the_paste_button_takes_an_image_or_says_what_to_press_instead(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page)
    page.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(40, 30);
          canvas.getContext("2d").fillRect(0, 0, 20, 30);
          const blob = await canvas.convertToBlob();
          await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
        }"""
    )
    page.locator('.tray button[data-value="paste"]').click()
    expect_own_photo(page)
    page.evaluate("() => { navigator.clipboard.read = () => Promise.reject(new Error()); }")
    page.locator('.tray button[data-value="paste"]').click()
    expect(page.locator(PROBLEM)).to_contain_text("Ctrl+V")


def test_without_a_camera_none_is_offered(page):
    opened(page)
    page.wait_for_timeout(300)
    expect(page.locator('.tray button[data-value="camera"]')).to_be_hidden()


def test_the_camera_shows_what_it_sees_takes_a_photo_and_is_let_go(page):
    page.add_init_script(CAMERA)
    opened(page)
    page.locator('.tray button[data-value="camera"]').click()
    shutter = page.get_by_role("button", name="Take the photo")
    expect(shutter).to_be_enabled()
    expect(shutter).to_be_focused()
    assert page.locator(".tray video").evaluate("v => [v.videoWidth, v.videoHeight]") == [64, 48]
    shutter.click()
    expect_own_photo(page)
    expect(page.locator(".tray .camera")).to_be_hidden()
    assert page.evaluate("tracks.map((track) => track.readyState)") == ["ended"]


def test_a_closed_camera_is_let_go_and_takes_no_photo(page):
    page.add_init_script(CAMERA)
    opened(page)
    waiting = held_uploads(page)
    page.locator('.tray button[data-value="camera"]').click()
    expect(page.get_by_role("button", name="Take the photo")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.locator(".tray .camera")).to_be_hidden()
    assert page.evaluate("tracks.map((track) => track.readyState)") == ["ended"]
    assert waiting == []


@pytest.mark.parametrize(
    ("error", "said"), [("NotAllowedError", "Allow it"), ("NotFoundError", "No camera answers")]
)
def test_a_camera_that_cannot_be_used_says_why(page, error, said):
    page.add_init_script(CAMERA)
    opened(page)
    page.evaluate("error => { window.refuse = error; }", error)
    page.locator('.tray button[data-value="camera"]').click()
    expect(page.locator(".tray .camera")).to_contain_text(said)
    expect(page.get_by_role("button", name="Take the photo")).to_be_disabled()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".tray .camera")).to_be_hidden()


@pytest.mark.variant(screen="phone")
def test_a_phones_camera_comes_through_the_file_dialogue(page):
    page.add_init_script("HTMLInputElement.prototype.capture = ''")  # as a phone's browser has it
    opened(page)
    with page.expect_file_chooser() as dialogue:
        page.locator('.tray button[data-value="camera"]').tap()
    assert dialogue.value.element.get_attribute("capture") == "environment"
    dialogue.value.set_files(PHOTOS / "cat.jpg")
    expect_own_photo(page)


def test_a_folder_or_a_file_that_is_gone_cannot_be_read(page, provoked):
    opened(page)
    page.evaluate("() => { Blob.prototype.arrayBuffer = () => Promise.reject(new Error()); }")
    page.route("**/api/photo*", lambda route: route.abort())
    drag(page, "drop", file("gone.jpg", b"x", "image/jpeg"))
    expect(page.locator(PROBLEM)).to_contain_text("cannot read this file")
    provoked.append("Failed to load resource")  # the browser logs the broken request
