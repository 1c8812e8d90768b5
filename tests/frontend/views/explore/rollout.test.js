import assert from "node:assert/strict";
import { test } from "node:test";

import { ending } from "../../../../vitviz/web/frontend/views/explore/rollout.js";

// Of 100 tokens; one patch gathers what the others lack.
const PATCHES = Float32Array.from({ length: 99 }, (_, i) => (i ? 0.005 : 0.5));

test("on the fixed scale the rollout ends where every map of the page does, at six even shares", () => {
  assert.deepEqual(ending("fixed", PATCHES, 100), { top: 0.06, count: 1 });
});

test("on its own scale nothing is beyond the end", () => {
  assert.deepEqual(ending("head", PATCHES, 100), { top: 0.5, count: 0 });
});

test("a scale up to nearly all weights does not make an even map look like one that is all peak", () => {
  assert.equal(ending("now", new Float32Array(99).fill(0.01), 100).top, 0.02);
});
