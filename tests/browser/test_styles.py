"""What would make the browser compute the styles of the whole page anew, with each change."""

from playwright.sync_api import expect

from tests.browser.head import opened

WHOLE_PAGE = """() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .map((rule) => rule.selectorText ?? "")
  .filter((text) => /^(html|body|:root)\\S*:has\\(/.test(text))"""
WATCH = """() => {
  window.changed = 0;
  new MutationObserver((all) => { window.changed += all.length; })
    .observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
}"""


def another_photo(page):
    explorer = page.locator(".vv[data-painted]:has(.explorer)")
    expect(explorer).not_to_have_attribute("data-painted", "")
    before = explorer.get_attribute("data-painted")
    page.locator('.tray .strip button[data-value="koala"]').click()
    expect(explorer).not_to_have_attribute("data-painted", before)


def test_no_rule_looks_at_all_of_a_page_that_stands(page):
    opened(page, "/?photo=coffee")
    another_photo(page)
    assert page.evaluate(WHOLE_PAGE) == []


def test_another_photo_does_not_give_the_document_its_language_again(page):
    opened(page, "/?photo=coffee")
    page.evaluate(WATCH)
    another_photo(page)
    assert page.evaluate("window.changed") == 0
