import assert from "node:assert/strict";
import test from "node:test";

import { totals, usesOf } from "../../../../vitviz/web/frontend/views/versus/counts.js";

const PARTS = [
  { name: "stem", parameters: 10, least: 4, most: 4, unshared: 40, multiply_adds: 36 },
  { name: "depthwise", parameters: 6, least: 1, most: 9, unshared: 30, multiply_adds: 20 }];

test("the last row is the sum of the others", () => {
  assert.deepEqual(totals(PARTS), { parameters: 16, unshared: 70, multiply_adds: 56 });
});

test("uses are one number where all layers agree, else from the least to the most", () => {
  assert.deepEqual(PARTS.map((part) => usesOf(part, String)), ["4", "1–9"]);
});
