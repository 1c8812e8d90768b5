import assert from "node:assert/strict";
import { test } from "node:test";

import { LogitLens } from "../../../vitviz/web/frontend/math/logit_lens.js";
import { named } from "../numbers.js";

const [DEPTHS, PATCHES, CLASSES] = [3, 4, 5];
const LENS = new LogitLens({ header: {}, arrays: {
  probabilities: named([DEPTHS, CLASSES], (i) => 1000 + i),
  patches: named([DEPTHS, PATCHES, CLASSES], (i) => i),
} });

test("of a patch the lens gives its classes at every depth", () => {
  const expected = [0, 1, 2].flatMap((depth) =>
    [0, 1, 2, 3, 4].map((index) => (depth * PATCHES + 2) * CLASSES + index));
  assert.deepEqual([...LENS.of("2")], expected);
});

test("of a token that is no patch it gives what the head reads", () => {
  assert.deepEqual([...LENS.of("p0")], [...LENS.probabilities]);
});

test("a class's map at a depth has a number for each patch", () => {
  assert.deepEqual([...LENS.map(1, 3)], [0, 1, 2, 3].map((patch) => (PATCHES + patch) * CLASSES + 3));
});

test("the likeliest classes at a depth come first", () => {
  const values = Float32Array.from([9, 0, 0, 0, 0, 0.1, 0.5, 0.2, 0.5, 0, 9, 9, 9, 9, 9]);
  assert.deepEqual(LENS.best(values, 1, 3), [1, 3, 2]);
  assert.deepEqual(LENS.best(values, 1, CLASSES), [1, 3, 2, 0, 4]);
});

test("of the last stage alone no patch is read, and what the head reads is", () => {
  const stage = new LogitLens({ header: {}, arrays: { probabilities: named([2, CLASSES], (i) => i) } });
  assert.deepEqual([stage.depths, stage.classes, stage.patches], [2, CLASSES, 0]);
  assert.deepEqual(stage.best(stage.probabilities, 1, 2), [4, 3]);
});
