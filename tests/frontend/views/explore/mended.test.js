import assert from "node:assert/strict";
import { test } from "node:test";

import { mended } from "../../../../vitviz/web/frontend/views/explore/mended.js";

// Two layers with one head and four patches after a class token.
const SCENE = { prefix: 1, facts: [{}, {}], hasQuery: (query) => ["p0", "0", "1", "2", "3"].includes(query),
  hasHead: (head) => ["0.0", "0.mean", "1.0", "1.mean", "rollout"].includes(head) };
const state = (change) => ({ query: "p0", head: "1.0", by: "row", order: "layer", a: "", b: "", show: "live", ...change });

test("what the model has stays as it is", () => {
  assert.deepEqual(mended(SCENE, state({ a: "0@0.0", b: "1@rollout", show: "diff" })), {});
});

test("a query or a head that the model does not have becomes one that it has", () => {
  assert.deepEqual(mended(SCENE, state({ query: "9", head: "7.0" })), { query: "p0", head: "1.mean" });
  assert.deepEqual(mended({ ...SCENE, grid: [2, 2], prefix: 0, hasQuery: () => false }, state()), { query: "3" });
});

test("a pin that cannot be shown is taken out, and what was shown of it goes with it", () => {
  assert.deepEqual(mended(SCENE, state({ a: "9@0.0", show: "a" })), { a: "", show: "live" });
  assert.deepEqual(mended(SCENE, state({ a: "9@0.0", b: "0@0.0", show: "diff" })), { a: "", show: "live" });
});

test("weights that may be negative are not ordered by entropy or distance", () => {
  const signed = { ...SCENE, facts: [{ signed: true }, { signed: true }] };
  assert.deepEqual(mended(signed, state({ order: "reach" })), { order: "layer" });
  assert.deepEqual(mended(signed, state({ order: "layer" })), {});
  assert.deepEqual(mended(SCENE, state({ order: "reach" })), {});
});
