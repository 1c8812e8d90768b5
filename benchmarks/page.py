"""What a visitor waits for, in a real Chromium against a real server on this machine.

    python -m benchmarks.page [--visits 5]

navigation -> explorer painted, on a warm server, without and with a slow network between (the
page stands when the explorer is built, its maps still empty); pointer moved -> all maps computed
and painted (the browser's own clock around one repaint, at 257 and 1025 tokens); a photo handed
over -> explorer painted. Medians and the worst.
"""

import argparse
import io
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.get_browser import find
from tests.browser.server import serve

APP = Path(__file__).parents[1] / "app.py"
PAINTED = """() => [...document.querySelectorAll('*')].some((e) =>
  e.shadowRoot?.querySelector('.vv[data-painted]:not([data-painted=""]) .explorer'))"""
BUILT = """() => [...document.querySelectorAll('*')].some((e) =>
  e.shadowRoot?.querySelector('.vv .explorer .wall canvas'))"""
SLOW = {"offline": False, "latency": 30, "downloadThroughput": 1.25e6, "uploadThroughput": 1.25e6}
# One move and the repaint it asks for; frames are counted by the explorer itself.
REPAINT = """async (moves) => {
  const root = [...document.querySelectorAll('*')].map((e) => e.shadowRoot)
    .find((r) => r?.querySelector('.vv .explorer')).querySelector('.vv');
  const photo = root.querySelector('.photo'), box = photo.getBoundingClientRect();
  const times = [];
  const request = window.requestAnimationFrame;
  window.requestAnimationFrame = (paint) => request((now) => {
    const start = performance.now();
    paint(now);
    times.push(performance.now() - start);
  });
  for (let i = 0; i < moves; i++) {
    photo.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', bubbles: true,
      clientX: box.left + box.width * (0.35 + 0.3 * ((i * 7) % moves) / moves),
      clientY: box.top + box.height * 0.5 }));
    await new Promise((done) => setTimeout(done, 60));
  }
  window.requestAnimationFrame = request;
  return times;
}"""


@contextmanager
def opened(browser: Browser, address: str) -> Iterator[tuple[Page, float]]:
    """A new visitor's page, painted, and the seconds that took."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(PAINTED, polling=10, timeout=60_000)
    yield page, time.perf_counter() - start
    context.close()


def slowly(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds to the explorer's place and to its maps, over 10 Mbit/s with 30 ms each way."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    found = []
    for progress in (BUILT, PAINTED):
        page.wait_for_function(progress, polling=10, timeout=60_000)
        found.append(time.perf_counter() - start)
    context.close()
    return found[0], found[1]


def photo(seed: int) -> bytes:
    """A 1200 x 900 JPEG that no server has seen."""
    noise = np.random.default_rng(seed).integers(0, 255, (9, 12, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).resize((1200, 900), Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()


def handed_over(page: Page, seed: int) -> float:
    """Seconds from a file chosen to its maps painted."""
    key = page.locator(".vv:has(.explorer)").get_attribute("data-painted")
    start = time.perf_counter()
    files = page.locator(".tray input[type=file]").first
    files.set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)})
    other = f'not([data-painted=""]):not([data-painted="{key}"])'
    changed = PAINTED.replace('not([data-painted=""])', other)
    page.wait_for_function(changed, polling=10, timeout=60_000)
    return time.perf_counter() - start


def say(what: str, values: list[float], unit: str) -> None:
    """One line: the median and the worst."""
    print(f"{what}: median {statistics.median(values):.1f} {unit}, worst {max(values):.1f} {unit}")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=5)
    visits = parser.parse_args().visits
    with (
        tempfile.TemporaryDirectory() as home,
        serve(APP, Path(home)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=find(), args=FLAGS)
        times = []
        for _ in range(visits + 1):
            with opened(browser, address) as (_page, seconds):
                times.append(seconds)
        say("navigation to painted", times[1:], "s")
        built, painted = zip(*(slowly(browser, address) for _ in range(visits)), strict=True)
        say("navigation over 10 Mbit/s to the page", list(built), "s")
        say("navigation over 10 Mbit/s to painted", list(painted), "s")
        for rows in (16, 32):
            with opened(browser, f"{address}/?rows={rows}") as (page, _):
                page.wait_for_timeout(3000)
                tokens = rows * rows + 1
                say(f"one repaint at {tokens} tokens", page.evaluate(REPAINT, 60), "ms")
        with opened(browser, address) as (page, _):
            page.wait_for_timeout(3000)
            times = []
            for seed in range(visits):
                times.append(handed_over(page, seed))
                page.wait_for_timeout(1500)
            say("photo handed over to painted", times, "s")
        browser.close()


if __name__ == "__main__":
    main()
