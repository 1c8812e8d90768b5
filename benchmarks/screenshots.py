"""Makes the pictures of the README from the running app.

python -m benchmarks.screenshots
"""

import io
import math
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.get_browser import find
from tests.browser.server import serve

ROOT = Path(__file__).parents[1]
SHOTS = ROOT / "assets" / "screenshots"
PAINTED = '.vv[data-painted]:not([data-painted=""]) .explorer'
FRAMES = 36
WIDTH = 1080


def opened(browser: Browser, address: str, height: int) -> Page:
    """A page with everything on it."""
    page = browser.new_page(viewport={"width": 1440, "height": height})
    page.goto(address)
    page.wait_for_selector(PAINTED, timeout=60_000)
    page.wait_for_selector(".bars", timeout=60_000)
    page.wait_for_timeout(2500)
    return page


def front_page(browser: Browser, address: str) -> None:
    """The whole front page as it opens."""
    opened(browser, address, 1560).screenshot(path=SHOTS / "explore.png")


def other_pages(browser: Browser, address: str) -> None:
    """What stands first on each of the other pages."""
    asked = "step=class_token&answers=class_token.101"
    for name in ("explain", "inside", "positions", "vs-cnn", "lesson", "models"):
        page = browser.new_page(viewport={"width": 1440, "height": 1080})
        page.goto(f"{address}/{name}?photo=koala&{asked if name == 'lesson' else ''}")
        page.wait_for_selector(".vv canvas", timeout=60_000)
        page.wait_for_timeout(9000)  # all that this photo needs is computed
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        small = shot.resize((WIDTH, round(shot.height * WIDTH / shot.width)))
        small.save(SHOTS / f"{name}.webp", quality=80, method=6)
        page.close()


def moving(browser: Browser, address: str) -> None:
    """The pointer going round the cup, as an animated WebP of the explorer alone."""
    page = opened(browser, f"{address}/?head=9.2", 1000)
    photo = page.locator(".explorer .photo").bounding_box()
    part = page.locator(".explorer").bounding_box()
    if photo is None or part is None:
        raise RuntimeError("the explorer is not on the page")
    frames = []
    for i in range(FRAMES):
        turn = 2 * math.pi * i / FRAMES
        x = photo["x"] + photo["width"] * (0.5 + 0.2 * math.cos(turn))
        y = photo["y"] + photo["height"] * (0.5 + 0.3 * math.sin(turn))
        page.mouse.move(x, y)
        page.wait_for_timeout(60)
        shot = page.screenshot(clip={**part, "height": min(part["height"], 620)})
        frame = Image.open(io.BytesIO(shot)).convert("RGB")
        frames.append(frame.resize((WIDTH, round(frame.height * WIDTH / frame.width))))
    frames[0].save(
        SHOTS / "explorer.webp",
        save_all=True,
        append_images=frames[1:],
        duration=120,
        loop=0,
        quality=60,
        method=6,
    )


def main() -> None:
    """Writes all pictures."""
    SHOTS.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        serve(ROOT / "app.py", Path(home)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=find(), args=FLAGS)
        front_page(browser, address)
        other_pages(browser, address)
        moving(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
