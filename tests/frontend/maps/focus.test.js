import assert from "node:assert/strict";
import { test } from "node:test";

import { arcsOf } from "../../../vitviz/web/frontend/maps/focus.js";

const WEIGHTS = Float32Array.from([0.9, 0, 0.25, 0.125, 0.5, 0, 0.0625, 0.03125, 0.015625]); // one prefix token

test("arcs go to the five patches with most weight, never to a prefix token, in proportion to the largest", () => {
  assert.deepEqual(arcsOf(WEIGHTS, 1, (patch) => [patch, 0]), [3, 1, 2, 5, 6].map((patch, i) =>
    ({ to: [patch, 0], share: 0.5 ** i })));
});

test("a patch without weight has no arc", () => {
  assert.deepEqual(arcsOf(Float32Array.from([0, 0.5, 0]), 0, (patch) => [patch, 0]), [{ to: [1, 0], share: 1 }]);
});
