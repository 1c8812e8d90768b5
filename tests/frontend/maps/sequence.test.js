import assert from "node:assert/strict";
import { test } from "node:test";

import { firstShown, layerOf } from "../../../vitviz/web/frontend/maps/sequence.js";

test("the sequence is that of the map's own layer", () => {
  const scene = { grid: [2, 3], prefix: 1 };
  assert.deepEqual(layerOf(scene, new Float32Array(6)), { tokens: 6, prefix: 0 });
  assert.deepEqual(layerOf(scene, new Float32Array(11)), { tokens: 11, prefix: 5 });
});

test("without a map it is that of the model", () => {
  assert.deepEqual(layerOf({ grid: [2, 3], prefix: 5 }, null), { tokens: 11, prefix: 5 });
});

test("the window has the token in its middle", () => {
  assert.equal(firstShown(100, 21, 257), 90);
});

test("the window ends with the sequence", () => {
  assert.equal(firstShown(0, 21, 257), 0);
  assert.equal(firstShown(256, 21, 257), 236);
});

test("a window that is longer than the sequence begins with it", () => {
  assert.equal(firstShown(5, 40, 17), 0);
});
