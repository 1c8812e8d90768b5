"""The lower half of Explain: curves beside random baselines, weight randomization.

The curves themselves take a minute, so the tests give the browser a made-up answer of their form.
"""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from vitviz.web.bundle import pack

SMALL = "/explain?photo=koala&rows=4&target=5"
METHODS = ("attention", "rollout", "gradient_rollout", "relevance", "gradcam")
OWN = (
    r"Python|ViT|CNN|Grad-CAM|logit|softmax|rollout|token|query|key|value|A V|float32|Petsiuk"
    r"|Adebayo|Spearman"
)


def opened(page, address=SMALL):
    page.goto(address)
    expect(page.locator(".faithfulness")).to_be_visible(timeout=30_000)
    for part in (".faithfulness .run", ".weight-randomization", ".invariants", ".heat"):
        page.locator(part).scroll_into_view_if_needed()
        page.wait_for_timeout(100)
    expect(page.locator(".invariants td").nth(2)).to_contain_text("✓")
    return page


def made_up():
    """As "faithfulness" answers: straight lines, the first map best, one without signal."""
    fractions = np.linspace(0, 1, 5)

    def line(height):
        return np.stack([height * (1 - fractions), 9 * height * (1 - fractions)])

    def part(names):
        random = np.stack([[line(0.5 + k / 50), line(0.5 - k / 50)] for k in range(10)])
        heights = np.linspace(0.2, 0.9, len(names))
        methods = [
            {
                "id": name,
                "signal": name != "gradcam",
                "ties": 0.5,
                "deletion": placed(height / 2, "below" if height < 0.4 else "inside"),
                "insertion": placed(height / 2, "inside"),
            }
            for name, height in zip(names, heights, strict=True)
        ]
        areas = [0.2 + k / 50 for k in range(10)]
        random_areas = {"probability": areas, "logit": areas}
        header = {"methods": methods, "orders": 10, "grid": [4, 4]}
        header["random"] = {"deletion": random_areas, "insertion": random_areas}
        envelope = np.stack([random.min(0), random.max(0), np.median(random, axis=0)], axis=2)
        arrays = {
            "fractions": fractions,
            "curves": np.stack([[line(height), line(1 - height)] for height in heights]),
            "random": random,
            "envelope": envelope,
        }
        return header, arrays

    parts = {"vit": part(METHODS), "cnn": part(("gradcam_cnn",))}
    header = {kind: told for kind, (told, _) in parts.items()}
    arrays = {
        f"{kind}_{name}": array.astype(np.float32)
        for kind, (_, found) in parts.items()
        for name, array in found.items()
    }
    return pack(header, arrays)


def placed(area, side):
    return {score: {"area": area, "side": side, "rank": 0.5} for score in ("probability", "logit")}


def run(page):
    """The curves, at once."""
    answer = made_up()
    page.route(re.compile(r"/faithfulness\?"), lambda route: route.fulfill(body=answer))
    page.locator(".faithfulness .run").click()
    expect(page.locator(".verdict .sentence")).to_have_count(6)


def test_the_curves_are_run_when_asked_for_and_can_be_stopped(page):
    opened(page)
    button = page.locator(".faithfulness .run")
    expect(button).to_contain_text(re.compile(r"784 pictures, (about|a moment)"))
    expect(page.locator(".verdict")).to_have_count(0)
    button.click()
    expect(page.locator(".faithfulness .long-run progress")).to_be_visible()
    page.locator(".faithfulness .long-run").get_by_role("button", name="Stop").click()
    expect(button).to_be_visible()
    expect(page.locator(".faithfulness .long-run progress")).to_be_hidden()


@pytest.mark.parametrize(
    "variant", [{"scheme": "light"}, {"scheme": "dark"}], ids=["light", "dark"]
)
def test_pointing_at_a_curve_says_its_numbers_without_a_request(new_page, sent, variant):
    page = opened(new_page(**variant))
    run(page)
    chart = page.locator(".faithful .chart").first
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    sent.clear()
    mark = chart.locator("circle.mark").first.bounding_box()
    page.mouse.move(mark["x"] + 9, mark["y"] + 9)
    expect(page.locator(".readout-line")).to_contain_text("of the patches hidden. Random orders:")
    expect(chart.locator("path.pointed")).to_have_count(1)
    assert sent == []


def test_each_line_bears_its_number_and_one_without_signal_is_not_drawn(page):
    run(opened(page))
    marks = page.locator(".faithful .chart").first.locator(".mark-text")
    assert sorted(marks.all_text_contents()) == ["1", "2", "3", "4"]
    expect(page.locator('[data-method="gradcam"] .sentence')).to_contain_text("nothing to judge")
    expect(page.locator('[data-method="attention"] .sentence')).to_contain_text(
        "Deletion: better than all random orders. Insertion: inside the random band"
    )


def test_a_method_picked_in_the_table_is_the_emphasised_one_and_in_the_address(page):
    run(opened(page))
    page.locator('[data-method="rollout"] .name').press("Enter")
    page.wait_for_url(re.compile("method=rollout"))
    chosen = page.locator(".faithful .vit .mark-text.chosen")
    assert set(chosen.all_text_contents()) == {"2"}


def test_the_slider_forgets_and_a_copied_link_restores_it(page, new_page):
    opened(page)
    slider = page.get_by_role("slider", name="The model forgets")
    slider.scroll_into_view_if_needed()
    expect(page.locator(".weight-randomization")).to_contain_text("Nothing is forgotten")
    slider.press("ArrowRight")
    page.wait_for_url(re.compile("forget=1"))
    expect(page.locator(".weight-randomization")).to_contain_text("Changes least:")
    notes = page.locator(".weight-randomization .cell-note").all_inner_texts()
    assert notes[1] == "after · ρ = 1.00"
    other = opened(new_page(), page.url)
    expect(other.locator(".slider-line output")).to_have_text("the classifier")


def test_a_head_is_switched_off_its_effect_shown_and_all_are_on_again(page, new_page):
    opened(page)
    page.locator(".ablation .run").click()
    cell = page.locator('[data-off="11.all"]')
    expect(cell).to_contain_text(re.compile(r"[+−]\d"), timeout=30_000)
    change = cell.inner_text()
    cell.click()
    page.wait_for_url(re.compile(r"off=11\.all"))
    expect(page.locator(".without tr.target td").last).to_have_text(change)
    expect(page.locator(".without .pane").first).to_have_role("img")  # nothing to press
    expect(cell).to_have_attribute("aria-selected", "true")
    other = opened(new_page(), page.url)
    other.locator(".ablation").scroll_into_view_if_needed()
    expect(other.locator('[data-off="11.3"]')).to_have_attribute("aria-selected", "true")
    expect(other.locator('[data-off="11.all"]')).to_contain_text(change)  # kept, so at once
    page.get_by_role("button", name="All on again").click()
    expect(page.locator(".without")).to_contain_text("All heads are on")


@pytest.mark.parametrize(
    ("panel", "what", "number"),
    [(".weight-randomization", "weight_randomization", ".cell-note"), (".without", "off", "td")],
)
def test_numbers_of_another_setting_leave_until_the_answer_is_here(page, panel, what, number):
    opened(page)
    shown, held = page.locator(panel), []
    shown.scroll_into_view_if_needed()
    numbers = shown.locator(number).last
    expect(shown).to_have_attribute("aria-busy", "false")
    expect(numbers).to_be_visible()
    page.route(f"**/{what}?*", lambda route: held.append(route))
    if what != "off":
        page.get_by_role("slider", name="The model forgets").press("ArrowRight")
    else:
        page.locator('[data-off="11.all"]').click()
    expect(shown).to_have_attribute("aria-busy", "true")
    expect(numbers).to_be_hidden()
    expect(shown.locator(".pane").first).to_have_css("opacity", "0.35")
    expect(page.get_by_text("Computing …").locator("visible=true").first).to_be_visible()
    held.pop().continue_()
    expect(shown).to_have_attribute("aria-busy", "false")
    expect(numbers).to_be_visible()


def test_the_arrow_keys_move_in_the_table_and_space_switches(page):
    opened(page)
    page.locator('[data-off="0.0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    page.wait_for_url(re.compile(r"off=1\.1"))


@pytest.mark.variant(screen="phone", locale="zh-CN")
def test_no_english_stands_on_the_chinese_page_and_nothing_sticks_out_on_a_phone(page):
    run(opened(page))
    page.locator(".ablation").scroll_into_view_if_needed()
    expect(page.locator(".without tr.target")).to_be_visible()
    for view in (".faithfulness", ".ablation"):
        shown = page.locator(view).inner_text()
        assert re.findall(r"[A-Za-z]{2,}", re.sub(OWN, "", shown)) == []
        tips = page.locator(f"{view} [data-tip], {view} [aria-label]")
        for name in ("data-tip", "aria-label"):
            texts = [element.get_attribute(name) or "" for element in tips.all()]
            assert [t for t in texts if re.search(r"[A-Za-z]{2,}", re.sub(OWN, "", t))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
