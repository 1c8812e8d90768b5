import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const served = mkdtempSync(join(tmpdir(), "vitviz-"));
mkdirSync(join(served, "frontend", "1", "parts"), { recursive: true });
writeFileSync(join(served, "frontend", "1", "parts", "more.js"), "globalThis.came = true;\n");
writeFileSync(join(served, "frontend", "1", "parts", "slow.js"), "");
writeFileSync(join(served, "frontend", "1", "parts", "late.js"), "");
writeFileSync(join(served, "frontend", "1", "modules.js"),
  "export const need = () => ({ default: globalThis.Shown });\n");
writeFileSync(join(served, "package.json"), '{"type": "module"}');
const root = { dataset: {}, style: { setProperty() {} }, getRootNode: () => ({ activeElement: null }) };
let online = true;
const [watched, listened] = [[], []];
const SAID = JSON.stringify({ constants: { parts: { one: "common", other: "more" } }, base: "", views: { x: { given: {}, words: {}, styles: "" } } });
Object.assign(globalThis, {
  window: globalThis,
  document: { baseURI: `${pathToFileURL(served).href}/`, querySelector: () => null,
    getElementById: () => null, body: null, addEventListener() {}, documentElement: { toggleAttribute() {} } },
  ResizeObserver: class { observe() {} disconnect() {} },
  history: { state: null, replaceState() {} },
  requestAnimationFrame() {},
  MutationObserver: class { observe() {} disconnect() { watched.push("left"); } },
  location: { href: "http://here/", hash: "", pathname: "/" },
  addEventListener: (name, _, { signal }) => listened.push({ name, signal }),
  window: globalThis,
  CSSStyleSheet: class { replaceSync() {} },
  ShadowRoot: class {},
  Document: class {},
  HTMLElement: class {},
  OffscreenCanvas: class { getContext() { return null; } },
  getComputedStyle: () => ({ getPropertyValue: () => "white" }),
  matchMedia: () => ({ matches: false }),
  fetch: async () => new Response(SAID, { status: online ? 200 : 404 }),
});
const MODULE = "../../../vitviz/web/frontend/host/streamlit.js";
const { take, leave } = await import(MODULE);

/** A place; its messages are given to what is answered, and what its views did is in `did`. */
function place(version = { take }, part = "common") {
  const did = [];
  const events = [];
  globalThis.Shown = class {
    constructor(_, host) { did.push("made"); this.host = host; place.host = host; }
    mount() {}
    update({ state }) {
      if (state.broken) throw new Error("broken");
      did.push(state.query);
    }
    destroy() { did.push("gone"); }
  };
  const parentElement = { querySelector: () => root };
  const message = (state, n) => new TextEncoder().encode(JSON.stringify({ version: "1", view: "x", part,
    language: "en", module: "x", scope: "", n, state, data: {} }));
  const say = (state, n = 0) => version.take({ parentElement, data: message(state, n),
    setTriggerValue: (...said) => events.push(said) });
  return { say, did, events, parentElement };
}

test("a message that cannot be loaded keeps no later one from being shown", async () => {
  const { say, did } = place();
  online = false;
  await assert.rejects(say({ query: "1" }));
  online = true;
  await say({ query: "2" });
  assert.deepEqual(did, ["made", "2"]);
});

test("a view that could not show a message is made anew for the next", async () => {
  const { say, did } = place();
  await say({ query: "1" });
  await assert.rejects(say({ broken: true }));
  await say({ query: "2" });
  assert.deepEqual(did, ["made", "1", "gone", "made", "2"]);
});

/** Two messages, the second while the first waits for its words, which then come or do not. */
async function overtaken(part, status) {
  const { fetch } = globalThis;
  const waits = new Promise((answer) => { globalThis.fetch = () => new Promise((asked) => answer(() => asked(new Response(SAID, { status })))); });
  const { say, did } = place({ take }, part);
  const first = say({ query: "1" });
  const answer = await waits;
  const second = say({ query: "2" });
  globalThis.fetch = fetch;
  answer();
  await first.catch(() => {});
  await second;
  return did;
}

test("a message that is overtaken while it waits for its words is not shown", async () => {
  assert.deepEqual(await overtaken("slow", 200), ["made", "2"]);
});

test("a message that is overtaken while its words fail is not tried again", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const did = await overtaken("late", 404);
  mock.timers.tick(20_000);
  mock.timers.reset();
  await new Promise((done) => { setTimeout(done); });
  assert.deepEqual(did, ["made", "2"]);
});

test("what happened says how much the tab has heard", async () => {
  const { say, events } = place();
  await say({ query: "1" }, 3);
  place.host.notify({ missing: "key" });
  assert.deepEqual(events, [["event", { missing: "key", heard: 3 }]]);
});

test("the part of a view comes before it is made, and that of a page that may be gone to ahead", async () => {
  const { say, did } = place({ take }, "more");
  assert.equal(globalThis.came, undefined);
  await say({ query: "1" });
  assert.deepEqual([globalThis.came, did], [true, ["made", "1"]]);
  const asked = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (address) => { asked.push(String(address)); return fetch(address); };
  place.host.expect("none");
  place.host.notify({ page: "one" });
  assert.deepEqual(asked, []); // the common part is here, and of this language
  globalThis.fetch = fetch;
});

test("another version's modules take the tab over with what has not arrived, and give it back", async () => {
  const older = place();
  await older.say({ query: "1" }, 3);
  place.host.pending.add({ set: { query: "7" }, grid: null, scope: "" });
  place.host.send();
  const newer = place(await import(`${MODULE}?newer`));
  await newer.say({ query: "1" }, 0);
  assert.deepEqual(older.did, ["made", "1", "gone"]);
  const change = { n: 4, set: { query: "7" }, grid: null, scope: "" };
  const answers = ({ events }) => events.filter(([name]) => name === "answer").map(([, said]) => said);
  assert.deepEqual(answers(older), [{ heard: 3, changes: [change] }]);
  assert.deepEqual(answers(newer), [{ heard: 0, changes: [change] }]);
  const steps = listened.filter(({ name }) => name === "popstate").map(({ signal }) => signal.aborted);
  assert.deepEqual(steps, [true, true, false, false]); // of each version: its changes, its sections
  assert.deepEqual(watched, ["left"]);
  await newer.say({ query: "7" }, 4);
  assert.equal(place.host.pending.unheard, false);
  const back = place();
  await back.say({ query: "7" }, 4);
  assert.deepEqual(newer.did, ["made", "1", "7", "gone"]);
  assert.deepEqual(back.did, ["made", "7"]);
  assert.equal(answers(back).length, 0);
  leave(back.parentElement);
});
