import assert from "node:assert/strict";
import { after, before, test } from "node:test";

const page = new EventTarget();
let printed = 0;

before(() => {
  globalThis.addEventListener = page.addEventListener.bind(page);
  globalThis.print = () => { printed += 1; };
  globalThis.requestAnimationFrame = (done) => setImmediate(done);
});
const ended = new AbortController();
after(() => ended.abort());

/** A page with one view in the dark, and what it was painted in. */
async function dark() {
  const { printing, waitedFor } = await import("../../../vitviz/web/frontend/host/printing.js");
  const root = { dataset: { theme: "dark" } };
  const painted = [];
  const view = { paintNow: () => painted.push(root.dataset.theme) };
  printing(() => [{ root, view }], () => { root.dataset.theme = "dark"; }, ended.signal);
  return { painted, waitedFor };
}

/** The keys of a print; whether the page keeps them to itself for now. */
function keys() {
  const event = Object.assign(new Event("keydown", { cancelable: true }), { ctrlKey: true, key: "p" });
  page.dispatchEvent(event);
  return event.defaultPrevented;
}

test("paper is light, and the page is dark again afterwards", async () => {
  const { painted } = await dark();
  page.dispatchEvent(new Event("beforeprint"));
  assert.deepEqual(painted, ["light"]);
  page.dispatchEvent(new Event("afterprint"));
  assert.deepEqual(painted, ["light", "dark"]);
});

test("keys print when the answers on their way are here, and at once where there are none", async () => {
  const { waitedFor } = await dark();
  assert.equal(keys(), false);
  let answer = () => {};
  const asked = waitedFor(new Promise((done) => { answer = done; }));
  assert.equal(keys(), true);
  assert.equal(printed, 0);
  answer();
  await asked;
  while (!printed) await new Promise(setImmediate);
  assert.equal(keys(), false);
});
