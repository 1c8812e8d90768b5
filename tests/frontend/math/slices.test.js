import assert from "node:assert/strict";
import { test } from "node:test";

import { floats, part, strided } from "../../../vitviz/web/frontend/math/slices.js";

const SHAPE = [2, 3, 4];
const ARRAY = { values: Float32Array.from({ length: 24 }, (_, i) => i), shape: SHAPE };

test("a part is what the first indices leave", () => {
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 3; j++) {
      const expected = [0, 1, 2, 3].map((k) => (i * 3 + j) * 4 + k);
      assert.deepEqual([...part(ARRAY, i, j)], expected);
    }
  }
  assert.deepEqual([...part(ARRAY, 1)], Array.from({ length: 12 }, (_, k) => 12 + k));
});

test("all indices leave one number, none leave everything", () => {
  assert.deepEqual([...part(ARRAY, 1, 2, 3)], [23]);
  assert.equal(part(ARRAY).length, 24);
});

test("a part is no copy", () => {
  assert.equal(part(ARRAY, 1).buffer, ARRAY.values.buffer);
});

test("a column of a matrix is strided", () => {
  assert.deepEqual([...strided(ARRAY.values, 2, 4, 6)], [2, 6, 10, 14, 18, 22]);
});

test("only floating-point numbers are taken for such", () => {
  assert.equal(floats(ARRAY), ARRAY.values);
  assert.throws(() => floats({ values: new Uint8Array(2), shape: [2] }), /Uint8Array/);
});
