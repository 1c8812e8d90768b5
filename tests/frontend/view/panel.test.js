import assert from "node:assert/strict";
import { test } from "node:test";

import "../elements.js";

const { depthOf, placeAmong } = await import("../../../vitviz/web/frontend/view/panel.js");

test("a depth that the model has is shown, else the last", () => {
  assert.deepEqual(["0", "2", "3", ""].map((name) => depthOf(name, 3)), [0, 2, 2, 2]);
});

test("on one grid a depth is its own place, and what lies beyond is the last", () => {
  assert.deepEqual(["", "0", "2", "3", "9999"].map((name) => placeAmong(name, [0, 1, 2, 3])), [3, 0, 2, 3, 3]);
});

test("of some blocks it is the last one before, or else the first; the embedding is none of them", () => {
  assert.deepEqual(["", "1", "2", "3", "4", "5", "6", "0"].map((name) => placeAmong(name, [2, 3, 5])),
    [2, 0, 0, 1, 1, 2, 2, 2]);
});
