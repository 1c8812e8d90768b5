import assert from "node:assert/strict";
import { test } from "node:test";

import { evenOf, gridOf, hasRow, lengthOf, patchesOf } from "../../../vitviz/web/frontend/maps/wall.js";

// A layer of patches alone, then a class attention, on a grid of 2 x 3; a class token in the end.
const facts = [{ heads: 1, queries: 6, tokens: 6 }, { heads: 1, queries: 1, tokens: 7 }];
const starts = { "0.0": 0, "0.mean": 6, "1.0": 12, "1.mean": 19, rollout: 26 };
const scene = { grid: [2, 3], prefix: 1, facts, values: new Float32Array(33),
  startOf: (name) => starts[name] };
scene.values.fill(1 / 6, 0, 12); // the first layer knows the query, the second does not

test("a map is as long as its own layer has tokens", () => {
  assert.equal(lengthOf(scene, "0.0"), 6);
  assert.equal(lengthOf(scene, "1.mean"), 7);
  assert.equal(lengthOf(scene, "rollout"), 7);
});

test("patches are the last of a layer's own tokens", () => {
  assert.deepEqual(patchesOf(scene, "0.mean"), [6, 12]);
  assert.deepEqual(patchesOf(scene, "1.0"), [13, 19]);
  assert.deepEqual(patchesOf(scene, "rollout"), [27, 33]);
});

test("a layer that has no row for the query is not drawn", () => {
  assert.equal(hasRow(scene, "0.0"), true);
  assert.equal(hasRow(scene, "1.0"), false);
});

test("a layer's own grid is that of its maps, and an even share is one of its window", () => {
  const own = { ...scene, prefix: 0, facts: [{ heads: 1, tokens: 8, grid: [2, 4], seen: 4 },
    { heads: 1, tokens: 2, grid: [1, 2], seen: 2 }], grid: [2, 4] };
  assert.deepEqual([gridOf(own, "0.mean"), gridOf(own, "1.0"), gridOf(own, "rollout")], [[2, 4], [1, 2], [2, 4]]);
  assert.deepEqual([evenOf(own), evenOf(scene)], [2, 7]);
});

test("a layer whose weights may be negative has a row though none is above 0", () => {
  const signed = { ...scene, values: new Float32Array(33).fill(-0.1) };
  assert.equal(hasRow(signed, "0.0"), true);
});
