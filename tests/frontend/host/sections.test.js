import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** What scrolls, the browser's entries with their states, and what has the focus. */
let scroller, entries, focused, heard;
const VIEWS = { patch: "patch", depth: "depth", lens: "lens", curves: "faithfulness", checks: "faithfulness" };

Object.assign(globalThis, {
  window: globalThis,
  document: { addEventListener() {}, querySelector: () => scroller },
  addEventListener: (name, act) => { heard[name] = act; },
  ResizeObserver: class { observe() {} },
  ShadowRoot: class {},
  CSS: { escape: (text) => text },
  requestAnimationFrame: () => 1,
  setTimeout: () => 0,
  location: {
    get hash() { const { url } = entries.at(-1); return url.includes("#") ? url.slice(url.indexOf("#")) : ""; },
    get pathname() { return entries.at(-1).url.split(/[?#]/)[0]; },
    get search() { return ""; },
  },
  history: {
    get state() { return entries.at(-1).state; },
    pushState: (state, _, url) => entries.push({ state, url: at(url) }),
    replaceState: (state, _, url) => { entries[entries.length - 1] = { state, url: at(url) }; },
  },
});
const { currentOf, Sections } = await import("../../../vitviz/web/frontend/host/sections.js");

const at = (url) => {
  const { url: here } = entries.at(-1);
  if (!url) return here;
  return url.startsWith("#") ? here.split("#")[0] + url : url;
};

/** An element at `top`, with parts by the name of their section. */
function element(top, parts = {}, whole = true) {
  const self = { dataset: {}, tabIndex: 0, matches: () => whole, getRootNode: () => null, focus() { focused = self; },
    querySelector: (asked) => parts[asked.match(/"(.+)"/)?.[1]] ?? null,
    getBoundingClientRect: () => ({ top: self.top - scroller.scrollTop }), top };
  return self;
}
const place = (viewName, top, parts) => ({ viewName, root: element(top, parts) });

/** The sections of a page at `url` with these places. */
function opened(url, ...places) {
  entries = [{ state: null, url }];
  const sections = new Sections(new Set(places));
  sections.begin(new AbortController().signal);
  sections.arrived(VIEWS);
  return sections;
}

beforeEach(() => {
  heard = {};
  focused = null;
  scroller = { scrollTop: 0, clientHeight: 1000, offsetWidth: 0, clientWidth: 0,
    getBoundingClientRect: () => ({ top: 0 }) };
});

test("an address leads to its section, and the keyboard goes on from there", () => {
  const lens = place("lens", 2000);
  opened("/inside#lens", place("patch", 300), lens);
  assert.deepEqual([scroller.scrollTop, focused], [1940, lens.root]);
});

test("a place that stands for a section's view bears its name", () => {
  const stages = place("stages", 1400);
  stages.root.dataset.section = "depth";
  const sections = opened("/inside#depth", place("patch", 300), stages);
  assert.deepEqual([scroller.scrollTop, focused], [1340, stages.root]);
  assert.deepEqual(sections.where().names, ["patch", "depth"]);
});

test("it waits for a part that its view has not made yet", () => {
  const parts = {};
  const sections = opened("/explain#checks", place("faithfulness", 900, parts));
  assert.deepEqual([scroller.scrollTop, focused], [0, null]);
  parts.checks = element(2400, {}, false);
  sections.arrived(VIEWS);
  assert.deepEqual([scroller.scrollTop, focused], [2340, parts.checks]);
});

test("an address that names no section leaves the page at its top", () => {
  opened("/inside#nonsense", place("patch", 300));
  assert.equal(scroller.scrollTop, 0);
});

test("a section of the page that is shown is an entry of the history; the one left keeps its place", () => {
  const sections = opened("/inside", place("patch", 300), place("lens", 2000));
  heard.wheel();
  scroller.scrollTop = 340;
  sections.go("lens");
  assert.deepEqual(entries.map(({ url }) => url), ["/inside", "/inside#lens"]);
  assert.deepEqual(entries[0].state, { vitviz: { section: "patch", by: 40 } });
});

test("a section of another page is named by the address as soon as it is there", () => {
  const places = [place("explorer", 100)];
  const live = new Set(places);
  entries = [{ state: null, url: "/" }];
  const sections = new Sections(live);
  sections.begin(new AbortController().signal);
  sections.arrived(VIEWS);
  sections.go("lens");
  assert.equal(entries.at(-1).url, "/");
  entries.push({ state: {}, url: "/inside" }); // Streamlit's
  live.add(place("lens", 2000));
  sections.arrived(VIEWS);
  assert.deepEqual([entries.at(-1).url, scroller.scrollTop], ["/inside#lens", 1940]);
});

test("another page begins at its top", () => {
  const sections = opened("/", place("patch", 300));
  heard.wheel();
  scroller.scrollTop = 700;
  entries.push({ state: {}, url: "/inside" });
  sections.arrived(VIEWS);
  assert.equal(scroller.scrollTop, 0);
});

test("back returns to where the entry was left, over what its address names", () => {
  opened("/inside#lens", place("patch", 300), place("lens", 2000));
  heard.popstate({ isTrusted: true, state: { vitviz: { section: "patch", by: 25 } } });
  assert.equal(scroller.scrollTop, 325);
});

test("a place that is still to be reached is not written over", () => {
  entries = [{ state: { vitviz: { section: "lens", by: 5 } }, url: "/inside" }];
  const sections = new Sections(new Set([place("patch", 300)]));
  sections.begin(new AbortController().signal);
  sections.arrived(VIEWS);
  sections.save();
  assert.deepEqual(entries[0].state, { vitviz: { section: "lens", by: 5 } });
});

test("the section on screen is the last that has begun, and of those beside each other the first", () => {
  const tops = [["explorer", 100], ["rollout", 900], ["predictions", 900], ["end", 1500]];
  assert.deepEqual([0, 100, 899, 900, 1600].map((line) => currentOf(tops, line)),
    ["", "explorer", "explorer", "rollout", "end"]);
});
