"""What a pass costs, measured from the page.

A process of its own, last in every queue, takes minutes on a busy machine: it is begun and stopped
here, and what it would say in the end is given in its place.
"""

import json
import re

import numpy as np
from playwright.sync_api import expect

from vitviz.web.bundle import pack

COST = '.vv[data-view="cost"]'
ADDRESS = "/vs-cnn?photo=koala&model=hunger-vit-002&alter=grey#cost"
ROWS = (8, 12, 16, 24, 32, 40)
TOKENS = np.array([1 + rows**2 for rows in ROWS], np.float32)
FITS = {
    "seconds": [[0.0, 1e-5, 1e-8], [0.0, 1e-5, 4e-8], [0.001, 1e-6, 0.0]],
    "peak": [[0.0, 1e4, 0.0], [0.0, 1e4, 16.0], None],
}
POWERS = TOKENS[None, :] ** np.arange(3, dtype=np.float32)[:, None]


def stream():
    """What the server says of a measurement: how far it is, then the bundle."""
    arrays = {"tokens": TOKENS}
    for name, fits in FITS.items():
        rows = [np.zeros(len(ROWS)) if fit is None else np.array(fit) @ POWERS for fit in fits]
        arrays[name] = np.stack(rows).astype(np.float32)
    header = {
        "ways": ["fused", "unfused", "cnn"],
        "sizes": [[4 * rows, 4 * rows] for rows in ROWS],
        "terms": ["constant", "linear", "quadratic"],
        "fits": FITS,
    }
    bundle = pack(header, arrays)
    told = [{"done": 0, "total": 18, "ahead": 0}, {"bundle": len(bundle)}]
    return b"".join(json.dumps(line).encode() + b"\n" for line in told) + bundle


def test_a_measurement_holds_up_nothing_else_is_stopped_and_shows_its_parts_in_the_end(page):
    page.goto(ADDRESS)
    cost = page.locator(COST)
    run, stop = cost.locator(".chip.run"), cost.get_by_role("button", name="Stop")
    run.click(timeout=30_000)
    expect(cost.get_by_role("progressbar")).to_be_visible()

    whole = page.locator(".range-section")
    whole.scroll_into_view_if_needed()
    whole.locator(".chip.run").click()
    expect(whole.get_by_text("Point at the curves")).to_be_visible(timeout=60_000)
    expect(stop).to_be_visible()  # the range had no need to wait for its end

    page.get_by_role("button", name="Chelsea, a tabby cat").click()
    expect(whole.locator(".chip.run")).to_be_visible(timeout=30_000)  # not run of this photo yet
    expect(stop).to_be_visible()  # what is measured is the same for every photo

    stop.click()
    expect(run).to_be_visible()
    expect(stop).to_be_hidden()
    expect(cost.locator("[data-measure=seconds] tbody tr")).to_have_count(0)

    media = "application/x-vitviz-stream"
    page.route("**/versus_cost*", lambda route: route.fulfill(body=stream(), content_type=media))
    run.click()
    rows = cost.locator("[data-measure=seconds] tbody tr")
    expect(rows).to_have_count(3)
    unfused = ["0 ms", "16 ms", "103 ms", "250 tokens"]  # at the most tokens, 1,601
    expect(rows.nth(1).locator("td")).to_have_text(unfused)
    expect(cost.locator("[data-measure=peak] tbody tr").nth(2)).to_contain_text("too small")
    expect(cost.locator("[data-measure=seconds] .chart circle.dot")).to_have_count(18)
    expect(run).to_be_hidden()


def test_the_lessons_step_shows_what_is_counted_before_anything_was_measured(page):
    page.goto("/lesson?photo=koala&step=cost&answers=cost.16")
    cost = page.locator(COST)
    expect(cost).to_have_attribute("data-painted", re.compile("versus_adds"), timeout=60_000)
    counted = cost.locator("[data-measure=adds]")
    expect(counted.locator(".chart circle.dot")).to_have_count(12)
    expect(counted.locator(".marked-text")).to_have_text("this photo: 257")
    expect(counted.locator("p")).to_contain_text("6.12B multiply-adds, 9.9% of them")
    even = counted.locator("tr[data-way=vit] td").last
    expect(even).to_have_text("2,328 tokens")  # 6 widths, and what the patch embedding adds to it
    expect(cost.locator("[data-measure=seconds]")).to_contain_text("milliseconds")
    expect(cost.get_by_text("Not measured yet")).to_have_count(2)
    chart = counted.locator(".chart")
    chart.hover(position={"x": chart.bounding_box()["width"] - 20, "y": 150})
    expect(counted.locator("p")).to_contain_text("1,601 tokens, 560 × 560 px")
