"""The Lesson as a visitor walks through it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

SAYS = ".lesson .finding"


def test_a_guess_shows_what_the_photo_says_and_the_view_that_shows_it(page):
    opened(page, "/lesson?photo=koala")
    assert page.locator('[data-view="predictions"]').count() == 0
    page.get_by_role("button", name="koala", exact=True).click()
    page.locator(SAYS).wait_for()
    assert re.search(r"“koala” .*\d+%", page.locator(SAYS).text_content())
    page.locator('[data-view="predictions"] h3').first.wait_for()


def test_the_same_step_stands_again_behind_its_link_and_behind_back(page):
    opened(page, "/lesson?photo=koala&step=shuffle")
    page.get_by_role("button", name="both").click()
    page.locator(SAYS).wait_for()
    page.wait_for_function("() => location.search.includes('block=28')")
    page.reload()
    page.locator(SAYS).wait_for()
    assert page.locator('[data-choice="both"]').get_attribute("data-yours") == ""
    page.locator(".lesson .walk .go").click()
    page.wait_for_function("() => location.search.includes('step=shift')")
    assert "block=28" not in page.evaluate("location.search")
    page.go_back()
    page.wait_for_function("() => location.search.includes('step=shuffle')")
    page.locator(SAYS).wait_for()


def test_a_place_is_answered_by_the_keyboard_alone(page):
    opened(page, "/lesson?photo=koala&step=class_token")
    pane = page.locator(".lesson .place .pane")
    pane.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.locator(SAYS).wait_for()
    assert "number" in page.locator(SAYS).text_content()
    page.wait_for_function("() => location.search.includes('class_token.')")


def test_who_answers_by_the_keyboard_stays_where_the_answer_was_given(page):
    opened(page, "/lesson?photo=koala&step=cost")
    choice = page.locator('[data-choice="4"]')
    choice.focus()
    page.keyboard.press("Enter")
    page.locator(SAYS).wait_for()
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")  # which changes nothing: it is answered
    page.locator('[data-choice="2"]').press("Enter")
    expect(page.locator('[data-choice="2"]')).not_to_have_attribute("data-yours", "")
    page.get_by_role("button", name="Ask me again").press("Enter")
    skip = page.get_by_role("button", name="Show it without a guess")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ask me again")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_end_says_all_that_was_found_and_guessed(page, language):
    opened(page, f"/lesson?photo=koala&lang={language}&step=summary&answers=cost.4-order.lost")
    rows = page.locator(".summary tbody").nth(1).locator("tr")
    expect(page.locator(".summary td", has_text="…")).to_have_count(0, timeout=60_000)
    assert rows.count() == 2
    assert all("{" not in text for text in page.locator(".summary td").all_text_contents())


def test_a_shared_question_bears_no_answers_and_the_end_does(page):
    opened(page, "/lesson?photo=koala&step=cost&answers=cost.4")
    page.get_by_role("button", name="Share").click()
    expect(page.locator("dialog.share .link")).not_to_contain_text("answers=")
    page.locator("dialog.share .answered input").check()
    expect(page.locator("dialog.share .link")).to_contain_text("answers=cost.4")


def test_who_comes_back_is_offered_where_they_stood(page):
    opened(page, "/lesson?photo=koala&step=cost&answers=cost.4")
    page.locator(SAYS).wait_for()
    opened(page, "/lesson")
    page.get_by_role("button", name="Go on from there").click()
    page.wait_for_function("() => location.search.includes('step=cost')")
    page.locator(SAYS).wait_for()


def test_in_a_hall_the_question_stands_alone(page):
    opened(page, "/lesson?photo=koala&step=cost")
    expect(page.locator(".tray")).to_be_visible()
    page.evaluate("document.documentElement.setAttribute('data-present', '')")
    expect(page.locator(".tray")).to_be_hidden()
    expect(page.locator(".lesson .ask")).to_be_visible()


@pytest.mark.variant(screen="phone")
def test_below_a_steps_view_one_walks_on_and_stands_before_the_next_question(page):
    opened(page, "/lesson?photo=koala&step=patches&answers=patches.256")
    onward = page.locator('[data-view="walk"] .go')
    onward.scroll_into_view_if_needed()
    onward.tap()
    expect(page.locator(".lesson h2")).to_have_text("A patch becomes a vector")
    expect(page.locator(".lesson h2")).to_be_in_viewport()
    expect(page.locator('[data-view="walk"]')).to_have_count(0)


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_below_the_sequence_nothing_stays_blank(new_page, screen):
    page = opened(new_page(screen=screen), "/lesson?photo=koala&step=patches&answers=patches.256")
    shown = page.locator('[data-view="explorer"]')
    expect(shown.locator(".sequence")).to_be_visible()
    above, below = shown.bounding_box(), page.locator('[data-view="walk"]').bounding_box()
    assert 0 <= below["y"] - above["y"] - above["height"] < 60
    photo, sequence = (shown.locator(part).bounding_box() for part in (".photo", ".below"))
    if screen == "laptop":  # beside each other, at one height
        middles = [box["y"] + box["height"] / 2 for box in (photo, sequence)]
        assert abs(middles[0] - middles[1]) < 40


def test_a_term_of_an_idea_leads_to_the_glossary(page):
    opened(page, "/lesson?photo=koala&step=patches")
    term = page.locator(".lesson .idea .term", has_text="token")
    term.hover()
    expect(page.locator('[data-view="lesson"] .tip')).to_contain_text("vector")
    term.click()
    expect(page.locator(".glossary [data-entry=token]")).to_be_in_viewport()


def test_what_a_left_step_found_is_no_answer_to_the_next(page):
    opened(page, "/lesson?photo=koala&step=positions")
    late = []
    page.route("**/lesson?step=positions*", lambda route: late.append(route))
    with page.expect_request("**/lesson?step=positions*"):
        page.locator("[data-choice]").first.click()
    page.locator(".lesson .walk .go").click()
    page.locator('[data-choice="lost"]').wait_for()
    late[0].fulfill(response=page.request.get(late[0].request.url))
    page.evaluate("new Promise(requestAnimationFrame)")
    page.locator('[data-choice="lost"]').click()
    page.locator(SAYS).wait_for()


def pressed_at_once(page, *buttons):
    """All in one breath: the server has not answered the first when the last is pressed."""
    press = "(lesson, all) => all.forEach((one) => lesson.querySelector(one).click())"
    page.locator("section.lesson").evaluate(press, list(buttons))


def test_what_an_answer_set_goes_though_next_is_pressed_in_the_same_breath(page):
    opened(page, "/lesson?photo=koala&step=shuffle")
    pressed_at_once(page, '[data-choice="both"]', ".walk .go")
    page.wait_for_function("() => location.search.includes('step=shift')")
    assert "answers=shuffle.both" in page.evaluate("location.search")
    assert "block=28" not in page.evaluate("location.search")


def test_an_answer_after_next_sets_nothing_of_the_step_that_was_left(page):
    opened(page, "/lesson?photo=koala&step=shuffle")
    pressed_at_once(page, ".walk .go", '[data-choice="both"]')
    page.wait_for_function("() => location.search.includes('answers=shuffle.both')")
    assert "block=28" not in page.evaluate("location.search")
