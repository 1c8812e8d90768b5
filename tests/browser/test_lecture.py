"""A lecture from both sides: a teacher at the machine, and students who joined by the link."""

import base64
import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.browser.head import UPLOADED


def begun(page):
    """The teacher's page with a room, at the step about order; the room's code."""
    page.goto("/lecture?step=order")
    page.get_by_role("button", name="Open a room").click()
    link = page.locator(".join-link")
    expect(link).to_contain_text("lesson?room=")
    return link.text_content().rpartition("=")[2]


def joined(page, room, step="order"):
    page.goto(f"/lesson?room={room}&step={step}")
    return page


def pressed(page, choice):
    page.locator(f"[data-choice={choice}]").click()


def test_a_class_answers_waits_and_sees_what_it_said_when_the_teacher_reveals_it(page, new_page):
    room = begun(page)
    students = [
        joined(new_page(**how), room) for how in ({}, {"screen": "phone", "locale": "zh-CN"})
    ]
    for student, choice in zip(students, ("stays", "less"), strict=True):
        pressed(student, choice)
    expect(students[0].locator(".finding")).to_contain_text("Your teacher reveals")
    pressed(students[0], "less")  # another thought
    expect(page.locator(".here")).to_have_text("Here now: 2")
    expect(page.locator(".count")).to_have_text("Answers: 2")
    expect(page.locator(".asked-there")).to_contain_text("What becomes of the answer?")
    expect(page.locator(".class-answers")).not_to_be_visible()
    page.get_by_role("button", name="Reveal to the class").click()
    for one in (page, *students):
        expect(one.locator(".class-answers dt")).to_have_count(1)
        expect(one.locator(".class-answers dd")).to_have_text("2")
    expect(students[0].locator("[data-choice=less]")).to_have_attribute("data-yours", "")
    expect(students[0].locator(".finding")).not_to_contain_text("Your teacher")


def test_who_waits_goes_on_waiting_while_the_teachers_page_is_loaded_anew(page, new_page):
    student = joined(new_page(fresh=True), begun(page))
    pressed(student, "stays")
    waits = student.locator(".finding")
    expect(waits).to_contain_text("Your teacher reveals")
    with student.expect_request("**/api/lecture/*"):  # the class asks anew
        page.reload()
    expect(page.locator(".here")).to_have_text("Here now: 1")
    expect(waits).to_contain_text("Your teacher reveals")
    page.get_by_role("button", name="Reveal to the class").click()
    expect(student.locator(".class-answers dd")).to_have_text("1")


def test_the_teacher_reads_what_each_photo_is_asked_of_numbers_of_its_own(page):
    begun(page)
    for step, words in (("attention", "How much does the thin one"), ("data", "only 890 photos")):
        page.locator(".leading select").select_option(step)
        expect(page.locator(".asked-there")).to_contain_text(words)


def test_the_class_is_called_to_a_step_and_goes_there_by_a_button(page, new_page):
    student = joined(new_page(), begun(page), "photo")
    page.get_by_role("button", name="Everyone to this step").click()
    expect(page.get_by_text("The class is called to this step.")).to_be_visible()
    student.locator("[data-value=follow]").click()
    expect(student.locator(".lesson h2")).to_have_text("With the wrong places")
    expect(student.locator("[data-value=follow]")).to_have_count(0)


def test_in_a_room_that_nobody_has_opened_the_lesson_waits_for_nobody(page, provoked):
    provoked.append("404")
    joined(page, "23456789")
    pressed(page, "stays")
    expect(page.locator("[data-choice][data-right]")).to_have_count(1)


def test_what_a_button_of_the_teacher_means_does_not_cover_the_question(page):
    begun(page)
    page.get_by_role("button", name="Everyone to this step").hover()
    note = page.locator('[data-view="lecture"] .tip')
    expect(note).to_be_visible()
    asked = page.locator(".asked-there").bounding_box()
    shown = note.bounding_box()
    assert shown["y"] + shown["height"] <= asked["y"]


def test_what_one_room_said_does_not_stand_under_the_link_of_the_next(page):
    begun(page)
    expect(page.locator(".opened")).to_be_visible()
    held = []
    page.route("**/api/lecture/23456789", lambda route: held.append(route))
    with page.expect_request("**/api/lecture/23456789"):
        page.evaluate(
            """() => {
              history.pushState({}, "", "?room=23456789");
              dispatchEvent(new PopStateEvent("popstate"));
            }"""
        )
    expect(page.locator(".opened")).to_be_hidden()
    held.pop().continue_()
    expect(page.locator(".join-link")).to_contain_text("room=23456789")
    expect(page.locator(".opened")).to_be_visible()


def of_a_phone():
    """A photo of 12 megapixels that a phone held upright: stored lying, red where its top is."""
    lying = np.random.default_rng(0).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    lying[:, :400] = (255, 0, 0)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    exif[0x010F] = "somebody's phone"
    file = io.BytesIO()
    Image.fromarray(lying).save(file, "JPEG", quality=60, exif=exif)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def sent_by(page, file):
    """What the page sends to the server of a file that is chosen."""
    page.evaluate(
        """() => {
          const send = XMLHttpRequest.prototype.send;
          XMLHttpRequest.prototype.send = function (body) {
            window.sent = body;
            send.call(this, body);
          };
        }"""
    )
    with page.expect_file_chooser() as dialogue:
        page.locator('.tray button[data-value="browse"]').click()
    dialogue.value.set_files(file)
    expect(page).to_have_url(UPLOADED, timeout=30_000)
    encoded = page.evaluate(
        """() => new Promise((done) => {
          const reader = new FileReader();
          reader.onload = () => done(reader.result.split(",")[1]);
          reader.readAsDataURL(window.sent);
        })"""
    )
    return base64.b64decode(encoded)


def test_a_photo_is_made_smaller_before_a_students_phone_sends_it(page, new_page):
    student = joined(new_page(fresh=True), begun(page))
    sent = Image.open(io.BytesIO(sent_by(student, of_a_phone())))
    assert sent.size == (1024, 1365)
    assert not sent.getexif()
    assert np.allclose(sent.getpixel((512, 40)), (255, 0, 0), atol=30)
    expect(student.locator(".tray .quietly .term").first).to_have_attribute(
        "data-tip", re.compile("with 1,024 pixels at its shorter side")
    )


def test_outside_a_class_a_photo_is_sent_as_it_is(new_page):
    visitor = new_page(fresh=True)
    visitor.goto("/lesson")
    file = of_a_phone()
    assert sent_by(visitor, file) == file["buffer"]


SAID = """() => {
  window.said = [];
  const walk = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) walk(each.shadowRoot);
      if (each.matches("[role=status]"))
        new MutationObserver(() => window.said.push(each.innerText)).observe(each,
          { childList: true, subtree: true, characterData: true });
    }
  };
  walk(document);
}"""


def test_a_class_that_comes_in_is_counted_and_not_read_aloud_one_by_one(page, new_page):
    room = begun(page)
    page.get_by_role("button", name="Everyone to this step").click()
    expect(page.get_by_text("The class is called to this step.")).to_be_visible()
    page.evaluate(SAID)
    for how in ({}, {"screen": "phone"}):
        pressed(joined(new_page(**how), room), "stays")
    expect(page.locator(".count")).to_have_text("Answers: 2")
    expect(page.locator(".here")).to_have_text("Here now: 2")
    assert page.evaluate("() => window.said") == []


def test_whoever_opens_a_room_by_the_keyboard_is_led_into_it(page):
    page.goto("/lecture?step=order")
    page.get_by_role("button", name="Open a room").press("Enter")
    expect(page.locator(".joining h3")).to_be_focused()
