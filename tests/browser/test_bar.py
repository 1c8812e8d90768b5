"""The bar: which page this is, in which language, light or dark, and where the models run."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

STREAMLITS = "stActiveTheme-/-v2"  # where Streamlit keeps the pick for the address "/"


def theme_button(page, theme):
    return page.locator(f'.bar .theme button[data-value="{theme}"]')


def expect_theme(page, theme):
    """The page around the bar and the bar itself have the theme's colours."""
    expect(page.locator(f'.vv[data-theme="{theme}"] .bar')).to_be_visible()
    expected = {"dark": "rgb(16, 19, 24)", "light": "rgb(255, 255, 255)"}[theme]
    page.wait_for_function(
        "wanted => getComputedStyle(document.querySelector('.stApp')).backgroundColor === wanted",
        arg=expected,
    )


def test_the_page_that_is_shown_is_marked_among_the_pages(page):
    opened(page)
    expect(page.locator(".bar .name")).to_have_text("vitviz")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    expect(page.locator(".bar nav [aria-current=page]")).to_have_text("Explore")


def test_what_will_say_that_the_server_does_not_answer_is_in_the_page_before_it_does(page):
    opened(page)
    standing = page.get_by_role("status").and_(page.locator(".standing"))
    expect(standing).to_have_count(1)  # a role counts only what a screen reader is told of
    expect(standing).to_be_hidden()


def test_another_language_is_spoken_at_once_kept_in_the_address_and_has_the_focus(page):
    opened(page)
    chinese = page.get_by_role("button", name="中文")
    chinese.press("Enter")
    expect(page.get_by_role("navigation", name="页面")).to_be_visible()
    expect(page.locator(".tray")).to_contain_text("浏览")
    expect(page).to_have_url(re.compile(r"[?&]lang=zh\b"))
    expect(chinese).to_have_attribute("aria-pressed", "true")
    expect(chinese).to_be_focused()
    opened(page, page.url)
    expect(page.locator(".tray")).to_contain_text("浏览")


@pytest.mark.variant(locale="zh-CN")
def test_no_english_stands_in_the_head_of_a_chinese_page(page):
    opened(page)
    own = r"vitviz|EN|CPU|ViT-S/14|EfficientNet-Lite0|ViT|CNN|CC0|CC BY(-SA)?|[A-Z][a-z]+ [A-Z]\w+,"
    for view in (".bar", ".tray"):
        shown = page.locator(view).inner_text()
        assert re.findall(r"[A-Za-z]{2,}", re.sub(own, "", shown)) == []
        said = page.locator(f"{view} [aria-label], {view} [title], {view} [data-tip]")
        for attribute in ("aria-label", "title", "data-tip"):
            texts = [element.get_attribute(attribute) or "" for element in said.all()]
            assert [t for t in texts if re.search(r"[A-Za-z]{2,}", re.sub(own, "", t))] == []


def test_a_theme_is_worn_at_once_without_loading_the_page_or_showing_a_menu(page):
    opened(page)
    expect_theme(page, "light")
    page.evaluate(
        """() => {
          window.menus = 0;
          const look = () => {
            window.menus += document.querySelectorAll('[role=menu]').length;
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    theme_button(page, "dark").click()
    expect_theme(page, "dark")
    expect(theme_button(page, "dark")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(200)
    assert page.evaluate("window.menus") == 0
    expect(theme_button(page, "dark")).to_be_focused()
    theme_button(page, "system").click()
    expect_theme(page, "light")


@pytest.mark.variant(scheme="dark")
def test_the_systems_theme_is_worn_until_another_is_picked(page):
    opened(page)
    expect_theme(page, "dark")
    expect(theme_button(page, "system")).to_have_attribute("aria-pressed", "true")
    page.emulate_media(color_scheme="light")
    expect_theme(page, "light")


def test_a_theme_lasts_over_a_new_visit_and_to_another_address(page):
    opened(page)
    theme_button(page, "dark").click()
    expect_theme(page, "dark")
    opened(page)
    expect_theme(page, "dark")
    page.evaluate("key => localStorage.removeItem(key)", STREAMLITS)  # as at a new address
    opened(page)
    expect_theme(page, "dark")
    expect(theme_button(page, "dark")).to_have_attribute("aria-pressed", "true")


def test_a_theme_picked_by_other_means_is_followed(page):
    opened(page)
    theme_button(page, "dark").click()
    expect_theme(page, "dark")
    page.evaluate(
        """async () => {
          const menu = document.querySelector('[data-testid=stMainMenuButton]');
          menu.click();
          await new Promise((done) => setTimeout(done, 50));
          document.querySelector('[data-testid=stMainMenuItem-theme-Light]').click();
          menu.click();
        }"""
    )
    expect_theme(page, "light")
    expect(theme_button(page, "light")).to_have_attribute("aria-pressed", "true")
    opened(page)
    expect_theme(page, "light")


def test_without_streamlits_menu_the_page_loads_anew_in_the_theme(page):
    opened(page, "/?photo=koala")
    page.evaluate(
        "document.querySelector('[data-testid=stMainMenuButton]')?.removeAttribute('data-testid')"
    )
    with page.expect_event("load"):
        theme_button(page, "dark").click()
    expect_theme(page, "dark")
    expect(page).to_have_url(re.compile(r"photo=koala"))


def test_a_stored_theme_of_an_unknown_form_breaks_nothing(page):
    opened(page)
    page.evaluate("key => localStorage.setItem(key, '{\"name\": 1}')", STREAMLITS)
    page.evaluate("localStorage.setItem('vitviz-theme', 'purple')")
    opened(page)
    expect_theme(page, "light")
    theme_button(page, "dark").click()
    expect_theme(page, "dark")


def test_the_device_says_what_it_is(page):
    opened(page)
    device = page.locator(".bar .device")
    expect(device).to_have_text(re.compile("CPU|GPU|CUDA|MPS|NVIDIA|Apple"))
    device.focus()
    expect(page.locator(".tip:visible")).to_contain_text("run on this device")


@pytest.mark.variant(screen="phone")
def test_on_a_phone_the_bar_takes_two_lines_and_nothing_sticks_out(page):
    opened(page)
    bar = page.locator(".bar").bounding_box()
    assert bar["height"] <= 100
    inside = page.locator(".bar .switches").bounding_box()
    assert bar["x"] <= inside["x"]
    assert inside["x"] + inside["width"] <= bar["x"] + bar["width"] + 0.5
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("screen", ["laptop", "projector"])
def test_on_a_wide_screen_the_bar_takes_one_line(new_page, screen):
    page = opened(new_page(screen=screen))
    assert page.locator(".bar").bounding_box()["height"] <= 60


def test_keys_pressed_in_the_bar_do_not_reach_streamlits_shortcuts(page):
    opened(page)
    page.evaluate(
        "window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key))"
    )
    theme_button(page, "light").focus()
    for key in ("r", "c", "Escape", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == ["Tab"]


def test_what_listens_to_the_document_ends_with_the_tray(page):
    page.add_init_script(
        """{
          window.listening = 0;
          const add = EventTarget.prototype.addEventListener;
          EventTarget.prototype.addEventListener = function (name, heard, options) {
            const ours = new Error().stack.includes("/frontend/");
            const drops = ["paste", "dragover", "drop", "dragstart"].includes(name);
            if (ours && drops && (this === document || this === window)) {
              window.listening += 1;
              options?.signal && add.call(options.signal, "abort", () => window.listening -= 1);
            }
            return add.call(this, name, heard, options);
          };
        }"""
    )
    opened(page)
    before = page.evaluate("() => window.listening")
    assert before == 4
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".tray")).to_contain_text("浏览")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator(".tray")).to_contain_text("Browse")
    page.wait_for_function("before => window.listening === before", arg=before)
