import assert from "node:assert/strict";
import test from "node:test";

import "../../elements.js";
import { growth, isFitted, partsTable } from "../../../../vitviz/web/frontend/views/versus/cost_table.js";

const WORDS = { growth: "{few} {many} {times}: {ways}", way_times: "{way} {times}", between: "; ", one_size: "one", vit: "V", cnn: "C" };
const FORMATS = { whole: String, plain: String, percent: String, compact: String };
const found = (...adds) => ({ header: { ways: ["vit", "cnn"], sizes: adds[0].map(() => [1, 1]), terms: ["a", "b", "c"], fits: { adds: [null, null] } },
  arrays: { tokens: { shape: [adds[0].length], values: Float32Array.from(adds[0], (_, at) => 10 * 4 ** at) },
    adds: { shape: [2, adds[0].length], values: Float32Array.from(adds.flat()) } } });

test("of a few sizes it says how much more the most tokens cost", () => {
  assert.equal(growth("adds", found([2, 6], [1, 4]), WORDS, FORMATS).children[0], "10 40 4: V 3; C 4");
});

test("a way that was not measured is left out", () => {
  assert.equal(growth("adds", found([2, NaN], [1, 4]), WORDS, FORMATS).children[0], "10 40 4: C 4");
});

test("of one size there is nothing to compare", () => {
  assert.equal(partsTable("adds", found([2], [1]), String, WORDS, FORMATS).children[0], "one");
});

test("as many sizes as terms are too few for a parabola", () => {
  assert.ok(!isFitted(found([1, 2, 3], [1, 2, 3])));
  assert.ok(isFitted(found([1, 2, 3, 4], [1, 2, 3, 4])));
});
