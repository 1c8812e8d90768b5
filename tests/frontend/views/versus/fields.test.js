import assert from "node:assert/strict";
import test from "node:test";

import { DECADES, logarithmic } from "../../../../vitviz/web/frontend/views/versus/fields.js";

test("each power of ten is one step down, and what lies below all of them is at the end", () => {
  const found = logarithmic(Float32Array.of(1, 0.1, 0.01, 10 ** -DECADES, 1e-9, 0));
  const known = [1, 1 - 1 / DECADES, 1 - 2 / DECADES, 0, 0, 0];
  known.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-6));
});
