"""The Lesson as a screen reader has it: in order, with names, each finding said once."""

import re

import pytest
from playwright.sync_api import expect

from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lesson import lesson

PATIENCE = 60_000  # milliseconds
ASKING = [step for step in LESSON if step.asks]
HEARD = """(lesson) => {
  const found = lesson.querySelector(".found [role=status]");
  window.heard = [];
  new MutationObserver(() => window.heard.push(found.innerText)).observe(found,
    { childList: true, subtree: true, characterData: true });
}"""

# What a screen reader is told of by itself: the live regions of all views, with what they hold.
LIVE = """() => {
  const found = [];
  const walk = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) walk(each.shadowRoot);
      const live = each.ariaLive ?? (each.matches("[role=status], output") ? "polite" : "off");
      if (live === "polite" && each.innerText && !each.closest("[aria-hidden=true]"))
        found.push(each.innerText);
    }
  };
  walk(document);
  return found;
}"""


def read(page, step, answers=""):
    """What is read of a step, line by line."""
    page.goto(f"/lesson?photo=koala&step={step.name}&answers={answers}")
    title = lesson(words("en"))[f"title_{step.name}"]
    expect(page.locator(".lesson h2")).to_have_text(title, timeout=PATIENCE)
    if step.asks == "patch" or step.name == "attention":
        expect(page.get_by_role("slider", name="The photo in its patches")).to_be_visible()
    return page.locator(".lesson").aria_snapshot().splitlines()


def only(lines, pattern):
    """Where the one line is that has the pattern."""
    found = [at for at, line in enumerate(lines) if re.search(pattern, line)]
    assert len(found) == 1, (pattern, found)
    return found[0]


@pytest.mark.timeout(200)
def test_every_step_is_read_in_the_order_in_which_it_is_seen(page):
    for step in ASKING:
        lines = read(page, step)
        order = [only(lines, r"- .?heading .*level=2")]
        if page.locator(".lesson .formula").count():
            order.append(only(lines, "text: .?Formula: .+"))
        asked = page.locator(".lesson .ask").inner_text()
        order += [at for at, line in enumerate(lines) if "- paragraph: " in line and asked in line]
        if step.asks == "patch" or step.name == "attention":
            order.append(only(lines, "- slider .The photo in its patches"))
        if step.asks == "choice":
            order += [at for at, line in enumerate(lines) if "group " in line and asked in line]
            assert len(page.locator("[data-choice]").all()) >= 3
        order += [only(lines, "button .Show it without"), only(lines, "button .Next")]
        assert order == sorted(order), step.name
        assert len(order) >= 5 - (step.asks == "patch"), step.name
        unnamed = [one for one in lines if re.fullmatch(r"\s*- (group|slider|button):?", one)]
        assert unnamed == [], step.name


def test_a_symbol_is_named_once(page):
    lines = read(page, next(step for step in LESSON if step.name == "positions"))
    assert not [line for line in lines if re.search(r"note .(\S+): \1:", line)]


def test_a_finding_is_said_once(page):
    step = next(step for step in LESSON if step.name == "heads")
    read(page, step)
    page.locator(".lesson").evaluate(HEARD)
    page.locator("[data-choice=near]").click()
    finding = page.locator(".lesson .finding")
    expect(finding).to_be_visible(timeout=PATIENCE)
    expect(page.locator('[data-view="explorer"]')).to_be_visible(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    said = page.evaluate("() => window.heard")
    assert [text for text in said if finding.inner_text() in text] == said[-1:]


def test_nothing_but_the_finding_is_said_after_an_answer(page):
    for name, choice in (("heads", "near"), ("order", "stays")):
        read(page, next(step for step in LESSON if step.name == name))
        page.locator(f"[data-choice={choice}]").click()
        finding = page.locator(".lesson .finding")
        expect(finding).to_be_visible(timeout=PATIENCE)
        view = page.locator('[data-view="explorer"], [data-view="change"]')
        expect(view.locator("[data-live]")).not_to_be_empty(timeout=PATIENCE)
        assert page.evaluate(LIVE) == [finding.inner_text()]
        assert finding.locator("*").count() == 0  # of several parts each would be said by itself


def test_what_a_view_shows_is_said_once_the_visitor_moves_on_in_it(page):
    page.goto("/?photo=koala")
    said = page.locator("[data-view=explorer] [data-live]")
    expect(said).not_to_be_empty(timeout=PATIENCE)
    assert said.text_content() not in page.evaluate(LIVE)
    page.locator("[data-view=explorer] .photo").press("ArrowRight")
    expect(said).to_contain_text("patch")
    assert said.text_content() in page.evaluate(LIVE)


def test_a_stage_of_the_picture_is_said_when_it_is_pressed(page):
    read(page, LESSON[1], "patches.256")
    caption = page.locator(".flow-caption")
    expect(caption).to_contain_text("one sequence", timeout=PATIENCE)
    assert caption.inner_text() not in page.evaluate(LIVE)
    page.locator("[data-stage=vectors]").click()
    expect(caption).to_contain_text("matrix")
    assert caption.inner_text() in page.evaluate(LIVE)


def test_a_term_in_a_sentence_is_its_word_alone(page):
    read(page, LESSON[0])
    assert page.locator(".lesson .idea").aria_snapshot().count('link "patches"') == 1


def test_an_arrow_key_over_the_photo_says_the_patch_as_a_sliders_value(page):
    read(page, next(step for step in LESSON if step.name == "class_token"))
    photo = page.get_by_role("slider", name="The photo in its patches")
    expect(photo).to_have_attribute("aria-valuetext", re.compile("arrow keys"))
    photo.press("ArrowRight")
    named = re.compile(r"patch \d+ \(row \d+, column \d+\)")
    expect(photo).to_have_attribute("aria-valuetext", named)
    first = photo.get_attribute("aria-valuetext")
    photo.press("ArrowDown")
    expect(photo).not_to_have_attribute("aria-valuetext", first)
    expect(photo).to_have_attribute("aria-valuetext", named)


STEERED = """() => {
  const found = [];
  const walk = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) walk(each.shadowRoot);
      if (each.matches("div[role=slider]") && each.checkVisibility())
        found.push([each.ariaLabel, each.ariaValueText]);
      if (each.getAttribute("role") === "application") found.push([each.ariaLabel, null]);
    }
  };
  walk(document);
  return found;
}"""


@pytest.mark.parametrize(
    ("path", "view"),
    [("", "explorer"), ("explain", "explain"), ("inside", "patch"), ("positions", "positions"),
     ("vs-cnn", "perturb")],
)  # fmt: skip
def test_every_picture_that_the_keys_steer_says_what_it_is_and_where_it_stands(page, path, view):
    page.goto(f"/{path}?photo=koala")
    painted = page.locator(f'[data-view="{view}"][data-painted]:not([data-painted=""])')
    expect(painted).to_be_attached(timeout=PATIENCE)
    found = page.evaluate(STEERED)
    assert found
    assert all(name and where for name, where in found), found


MARKS = """(asked) => ({
  family: getComputedStyle(asked).fontFamily.split(",")[0].replaceAll('"', ""),
  faces: [...document.fonts].filter((face) => face.family.includes("Inter"))
    .map((face) => [face.family.replaceAll('"', ""), face.unicodeRange.toUpperCase()]) })"""


def test_in_chinese_quotation_marks_are_as_wide_as_a_character(new_page):
    for locale, family in (("en-US", "Inter"), ("zh-CN", "Inter beside Chinese")):
        page = new_page(locale=locale)
        page.goto("/lesson?photo=koala&step=order")
        asked = page.locator(".lesson .ask")
        expect(asked).not_to_be_empty(timeout=PATIENCE)
        seen = asked.evaluate(MARKS)
        assert seen["family"] == family
        assert dict(seen["faces"])["Inter beside Chinese"].count("U+2015-201B, U+201E-2025") == 1


def test_in_chinese_no_line_ends_between_a_number_and_what_it_counts(new_page):
    page = new_page(locale="zh-CN", screen="phone")
    page.goto("/lesson?photo=koala&step=attention")
    asked = page.locator(".lesson .ask")
    expect(asked).to_contain_text("粗框", timeout=PATIENCE)
    assert re.search("第\u00a0\\d+\u00a0行", asked.text_content())
    assert not re.search("第 |\\d 行", asked.text_content())
