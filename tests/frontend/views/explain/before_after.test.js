import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { BeforeAfter } from "../../../../vitviz/web/frontend/views/explain/before_after.js";

/** Maps whose setting is `set.url`. */
function maps() {
  const set = { url: "api/off?off=1.2" };
  const found = Object.assign(Object.create(BeforeAfter.prototype),
    { view: { wake() {} }, url: () => set.url, found: null, came: "" });
  return { found, set };
}

test("there is nothing to export before an answer came", () => {
  assert.equal(maps().found.ready, false);
});

test("while an answer to another setting is on its way the one on screen is not exported", () => {
  const { found, set } = maps();
  found.show({}, set.url);
  assert.equal(found.ready, true);
  set.url = "api/off?off=3.4";
  assert.equal(found.ready, false);
  found.show({}, set.url);
  assert.equal(found.ready, true);
});

test("what came is forgotten with its analysis", () => {
  const { found, set } = maps();
  found.show({}, set.url);
  found.forget();
  assert.equal(found.ready, false);
});

test("what is of another setting is marked as being replaced until the answer is here", () => {
  const { found, set } = maps();
  const marks = new Map();
  const panel = { classList: { toggle: (name, on) => marks.set(name, on) }, setAttribute: (name, value) => marks.set(name, value) };
  const marked = (held) => {
    found.fade(panel, held);
    return [marks.get("replaced"), marks.get("aria-busy")];
  };
  found.show({}, set.url);
  assert.deepEqual(marked(), [false, "false"]);
  assert.deepEqual(marked(true), [true, "true"]); // a slider on its way
  set.url = "api/off?off=3.4";
  assert.deepEqual(marked(), [true, "true"]);
  found.show({}, set.url);
  assert.deepEqual(marked(), [false, "false"]);
});
