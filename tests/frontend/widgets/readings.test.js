import assert from "node:assert/strict";
import { test } from "node:test";

import { entropyOf, readings, receivedOf, sentence } from "../../../vitviz/web/frontend/widgets/readings.js";

// One prefix token and a grid of 2 x 2 patches of 8 pixels. `place` is a method, as a scene's is.
const LAYOUT = { tokens: 5, prefix: 1, grid: [2, 2], patch: [8, 8],
  place(patch) {
    return { row: Math.floor(patch / this.grid[1]) + 1, col: (patch % this.grid[1]) + 1 };
  } };
const WEIGHTS = Float32Array.from([0.5, 0, 0.125, 0.375, 0]);
const FORMATS = { percent: (share) => `${100 * share}%`, plain: (value) => String(value),
  whole: (value) => String(Math.round(value)), signed: (value) => `±${value}` };
const WORDS = { weight_value: "{percent}, {times} even", text_patch: "row {row}, column {col}: {percent}",
  received_value: "{times} in all", entropy_value: "{nats} of {even}", reach_value: "{pixels} px",
  text: "{title}. {best}" };
const map = (change) => ({ weights: WEIGHTS, signed: false, query: "0", by: "row", ...change });
const read = (change, pointed = null) => readings(LAYOUT, map(change), pointed, FORMATS, WORDS);

test("there are four numbers, whatever is known", () => {
  for (const change of [{}, { weights: null }, { signed: true }, { by: "column" }]) {
    assert.equal(read(change).length, 4);
  }
});

test("before the weights are there no number is said", () => {
  assert.deepEqual(read({ weights: null }).map(({ text }) => text), [null, null, null, null]);
});

test("under the pointer the patch's weight is said, also as a multiple of an even share", () => {
  assert.deepEqual(read({}, 1)[0], { id: "weight", text: "12.5%, 0.625 even" });
});

test("where nothing is pointed at the largest patch is said, never a prefix token", () => {
  assert.deepEqual(read({})[0], { id: "largest", text: "row 2, column 1: 37.5%" });
});

test("a row says what goes to the prefix, a column what the token receives in all", () => {
  assert.deepEqual(read({})[1], { id: "to_prefix", text: "50%" });
  assert.deepEqual(read({ by: "column" })[1], { id: "received", text: "1 in all" });
});

test("the mean distance is that of the patches alone, in the model's pixels", () => {
  assert.deepEqual(read({})[3], { id: "reach", text: "8 px" });
});

test("a prefix token has no place, so no distance", () => {
  assert.equal(read({ query: "p0" })[3].text, null);
});

test("an even row has the largest entropy", () => {
  const weights = new Float32Array(5).fill(0.2);
  assert.equal(read({ weights })[2].text, "1.6 of 1.6");
});

test("a difference has a value under the pointer and no entropy or distance", () => {
  assert.deepEqual(read({ signed: true }, 1),
    [{ id: "difference_here", text: "±0.125" }, { id: "elsewhere", text: null },
      { id: "entropy", text: null }, { id: "reach", text: null }]);
});

test("where nothing is pointed at a difference has the patch that differs most, whatever its sign", () => {
  const weights = Float32Array.from([0.5, 0.125, -0.375, -0.25, 0]);
  assert.deepEqual(read({ signed: true, weights })[0], { id: "largest_difference", text: "row 1, column 2: ±-0.375" });
});

test("of two rows over the same tokens what lies elsewhere is what must move to make one the other", () => {
  const [a, b] = [[0.5, 0.25, 0.25, 0, 0], [0.25, 0.25, 0, 0.375, 0.125]];
  const moved = a.reduce((total, weight, i) => total + Math.max(0, weight - b[i]), 0); // what A has too much
  const weights = Float32Array.from(a, (weight, i) => weight - b[i]);
  assert.deepEqual(read({ signed: true, whole: true, weights })[1], { id: "elsewhere", text: `${100 * moved}%` });
  for (const change of [{ whole: false }, { whole: true, by: "column" }]) {
    assert.equal(read({ signed: true, weights, ...change })[1].text, null);
  }
});

test("the sentence names the three largest patches, the largest first", () => {
  assert.equal(sentence(LAYOUT, WEIGHTS, "Head", FORMATS, WORDS),
    "Head. row 2, column 1: 37.5%; row 1, column 2: 12.5%; row 1, column 1: 0%");
});

test("the entropy of a row counts what lies beyond the picture too", () => {
  const weights = Float32Array.from([0.25, 0.25]), outside = Float32Array.from([0.25, 0.25]);
  assert.ok(Math.abs(entropyOf({ weights, outside }) - Math.log(4)) < 1e-6);
  assert.ok(Math.abs(entropyOf({ weights }) - Math.log(4) / 2) < 1e-6);
  assert.equal(entropyOf({ weights: null }), null);
});

test("what a key receives is counted in what even attention gives it, of queries beyond the picture too", () => {
  assert.equal(receivedOf({ weights: Float32Array.from([0.5, 0.25]) }), 0.75);
  // Eight queries share their attention evenly among two keys: each receives four in all.
  assert.equal(receivedOf({ weights: new Float32Array(6).fill(0.5), outside: new Float32Array(2).fill(0.5), even: 4 }), 1);
  assert.equal(receivedOf({ weights: null }), null);
});

test("of weights that may be negative the largest in size is said with its sign, and to what the row sums", () => {
  const weights = Float32Array.from([0.5, 0.125, -0.375, -0.25, 0.25]);
  assert.deepEqual(read({ negative: true, weights }), [{ id: "largest", text: "row 1, column 2: ±-0.375" },
    { id: "to_prefix", text: "±0.5" }, { id: "row_sum", text: "±0.25" }, { id: "reach", text: null }]);
  assert.deepEqual(read({ negative: true, weights }, 1)[0], { id: "weight", text: "±-0.375" });
  const column = read({ negative: true, weights, by: "column" });
  assert.deepEqual(column.slice(1).map(({ text }) => text), [null, null, null]);
});
