"""Half a second each way between browser and server: nothing that a visitor does is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.slow_proxy import slow_proxy

DELAY = 0.5  # seconds each way
PATIENCE = 30_000  # milliseconds; a photo takes some fourteen round trips
PAINTED = '.vv[data-painted]:not([data-painted=""]) .explorer'
UNDER_WAY = ':not([data-test-script-state="notRunning"])'
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture
def way(server):
    """The way to the server; fast until a test makes it slow."""
    with slow_proxy(server) as proxy:
        yield proxy


@pytest.fixture
def slow(way, page, provoked):  # the page ends before the way does
    """A function that opens an address of the server, and makes the way slow from then on."""

    def open_slowly(address="/"):
        page.goto(way.address + address)
        expect(page.locator(PAINTED)).to_be_visible(timeout=PATIENCE)
        expect(page.locator(".rollout .readings, .rollout canvas").first).to_be_visible()
        expect(page.locator(QUIET)).to_be_attached()
        way.delay = DELAY
        provoked.append(r"ERR_|disconnected|WebSocket")  # where the test breaks the connection
        return page

    return open_slowly


def parameters(page):
    """The view state in the address, as the browser has it."""
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")


def stands(page, **wanted):
    """Waits until the address says exactly this, and no run is under way."""
    page.wait_for_function(
        """wanted => {
          const found = [...new URLSearchParams(location.search)];
          return found.length === Object.keys(wanted).length
            && found.every(([name, value]) => wanted[name] === value);
        }""",
        arg=wanted,
        timeout=PATIENCE,
    )
    expect(page.locator(QUIET)).to_be_attached(timeout=PATIENCE)


def middle(page, selector, x=0.5, y=0.5):
    box = page.locator(selector).first.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


PLACES = {
    "lang": ('.bar [data-value="zh"]',),
    "photo": ('.tray .strip [data-value="koala"]',),
    "query": (".explorer .photo", 0.5, 0.4),
    "head": (".explorer .wall", 0.5, 0.5),
    "a": ('[data-pin="a"]',),
}


ROUNDS = 5  # through the history, faster than an answer comes
GAP = 110  # milliseconds between two clicks: five within 600


# Clicks what is inmost at a point, through shadow roots.
CLICK = """
const click = (clientX, clientY) => {
  let found = document.elementFromPoint(clientX, clientY);
  for (let inner; (inner = found.shadowRoot?.elementFromPoint(clientX, clientY)); found = inner)
    if (inner === found) break;
  found.dispatchEvent(new MouseEvent("click",
    { clientX, clientY, bubbles: true, composed: true, cancelable: true }));
};
"""


def clicked(page):
    """Clicks all places one after another, each `GAP` after the one before."""
    places = [middle(page, *place) for place in PLACES.values()]
    page.evaluate(
        f"""async ([places, gap]) => {{
          {CLICK}
          const start = performance.now();
          for (const [at, [x, y]] of places.entries()) {{
            await new Promise((done) => setTimeout(done, start + at * gap - performance.now()));
            click(x, y);
          }}
        }}""",
        [places, GAP],
    )


def steps(state):
    """The states from an empty address to `state`, each with one field more."""
    names = list(PLACES)
    return [{name: state[name] for name in names[:count]} for count in range(len(names) + 1)]


def settled(page):
    """The state in the address when all five clicks have arrived, and nothing is under way."""
    page.wait_for_function("() => location.search.includes('&a=')", timeout=PATIENCE)
    expect(page.locator(QUIET)).to_be_attached(timeout=PATIENCE)
    return parameters(page)


def test_five_clicks_within_a_moment_arrive_and_back_and_forward_step_through_them(slow):
    page = slow()
    clicked(page)
    state = settled(page)
    assert list(state) == ["lang", "photo", "query", "head", "a"]
    assert (state["lang"], state["photo"]) == ("zh", "koala")
    assert state["a"] == f"{state['query']}@{state['head']}"
    for _ in range(ROUNDS):
        every = steps(state)
        for one in reversed(every[:-1]):
            page.evaluate("() => history.back()")
            stands(page, **one)
        for one in every[1:]:
            page.evaluate("() => history.forward()")
            stands(page, **one)
    page.locator('.bar [data-value="en"]').click()  # the next answer finds all as it was
    stands(page, **state | {"lang": "en"})


def test_going_back_while_a_click_is_on_its_way_leaves_the_page_where_the_browser_went(slow):
    page = slow()
    page.locator('.tray .strip [data-value="koala"]').click()
    stands(page, photo="koala")
    page.mouse.click(*middle(page, *PLACES["query"]))
    page.evaluate("() => history.back()")
    expect(page.locator('.tray .strip [data-value="koala"]')).to_have_attribute(
        "aria-pressed", "false", timeout=PATIENCE
    )
    stands(page)
    page.locator('.bar [data-value="zh"]').click()  # the next answer finds all as it was
    stands(page, lang="zh")


def reconnect(page, way):
    with page.expect_websocket(timeout=PATIENCE):
        way.cut()


def wear(page, way):
    page.locator('.bar .theme [data-value="dark"]').click()
    expect(page.locator('.vv[data-theme="dark"] .bar')).to_be_visible()


def rerun(page, way):
    page.keyboard.press("r")  # Streamlit's own shortcut
    expect(page.locator('[data-testid="stApp"]').and_(page.locator(UNDER_WAY))).to_be_attached()


@pytest.mark.parametrize("happens", [reconnect, wear, rerun])
def test_what_brings_no_answer_undoes_nothing(slow, way, happens):
    page = slow()
    clicked(page)
    state = settled(page)
    happens(page, way)
    expect(page.locator('.tray .strip [data-value="koala"]')).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator('.bar [data-value="en"]').click()  # the next answer finds all as it was
    stands(page, **state | {"lang": "en"})


def test_a_click_of_which_the_message_is_lost_arrives_after_the_reconnect(slow, way):
    page = slow()
    page.locator('.tray .strip [data-value="koala"]').click()  # half a second before it is there
    reconnect(page, way)
    page.mouse.click(*middle(page, *PLACES["query"]))
    page.wait_for_function("() => location.search.includes('query=')", timeout=PATIENCE)
    assert parameters(page)["photo"] == "koala"


BACK_AND_CLICK = f"""([x, y]) => {{
  {CLICK}
  window.addEventListener("popstate", () => click(x, y), {{ once: true }});
  history.back();
}}"""


def test_going_back_right_before_a_click_is_not_undone_by_it(slow):
    page = slow()
    page.locator('.tray .strip [data-value="koala"]').click()
    stands(page, photo="koala")
    page.evaluate(BACK_AND_CLICK, middle(page, *PLACES["query"]))
    page.wait_for_function("() => location.search.includes('query=')", timeout=PATIENCE)
    expect(page.locator(QUIET)).to_be_attached(timeout=PATIENCE)
    assert list(parameters(page)) == ["query"]


def test_going_back_without_a_connection_is_not_undone_by_the_next_click(slow, way):
    page = slow()
    page.locator('.tray .strip [data-value="koala"]').click()
    stands(page, photo="koala")
    with page.expect_websocket(timeout=PATIENCE):
        way.cut()
        page.evaluate("() => history.back()")
    expect(page.locator(QUIET)).to_be_attached(timeout=PATIENCE)
    page.mouse.click(*middle(page, *PLACES["query"]))
    page.wait_for_function("() => location.search.includes('query=')", timeout=PATIENCE)
    assert list(parameters(page)) == ["query"]
