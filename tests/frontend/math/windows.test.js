import assert from "node:assert/strict";
import { test } from "node:test";

import * as attention from "../../../vitviz/web/frontend/math/attention.js";
import { close, numbers } from "../numbers.js";

// Six tokens of a 2 x 3 grid in two windows of three; the second window has biases of its own.
const PLACES = [[4, 0, 2], [1, 5, 3]];
const FACTS = { kind: "self", heads: 2, queries: 6, tokens: 6, dim: 5, bias: true, grid: [2, 3], seen: 3 };
const made = (count, seed) => Float32Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));
const Q = made(60, 1), K = made(60, 2), B = made(2 * 2 * 9, 3);

/** The score of two tokens of one window in plain loops. */
function score(head, window, i, j) {
  let sum = B[((window * 2 + head) * 3 + i) * 3 + j];
  for (let d = 0; d < 5; d++) sum += Q[(head * 6 + PLACES[window][i]) * 5 + d] * K[(head * 6 + PLACES[window][j]) * 5 + d];
  return sum;
}

/** [head][query][token], 0 outside a query's window. */
const WEIGHTS = numbers(2, (head) => {
  const rows = numbers(6, () => numbers(6, () => 0));
  PLACES.forEach((places, window) => places.forEach((query, i) => {
    const total = places.reduce((all, _, j) => all + Math.exp(score(head, window, i, j)), 0);
    places.forEach((key, j) => { rows[query][key] = Math.exp(score(head, window, i, j)) / total; });
  }));
  return rows;
});

const lse = Float32Array.from(numbers(2, (head) => numbers(6, (query) => {
  const window = PLACES.findIndex((places) => places.includes(query));
  const i = PLACES[window].indexOf(query);
  return Math.log(PLACES[window].reduce((all, _, j) => all + Math.exp(score(head, window, i, j)), 0));
})).flat());
const named32 = (values, shape) => ({ values, shape });
const LAYER = attention.layerOf({ header: { scale: 0.5 }, arrays: {
  lse: named32(lse, [2, 6]), queries: named32(Q, [2, 6, 5]), keys: named32(K, [2, 6, 5]),
  means: named32(new Float32Array(10), [2, 5]), bias: named32(B, [2, 2, 3, 3]),
  places: named32(Int32Array.from(PLACES.flat()), [2, 3]), kinds: named32(Int32Array.from([0, 1]), [2]),
} }, FACTS);

test("a row is the softmax within its window and 0 elsewhere, whatever stood there", () => {
  for (let head = 0; head < 2; head++) {
    for (let query = 0; query < 6; query++) {
      const out = new Float32Array(8).fill(7);
      attention.row(LAYER, head, query, out, 1);
      close(out.subarray(1, 7), WEIGHTS[head][query], 1e-6);
      assert.deepEqual([out[0], out[7]], [7, 7]);
    }
  }
});

test("a column is what every row of the window gives to its token", () => {
  for (let head = 0; head < 2; head++) {
    for (let key = 0; key < 6; key++) {
      const out = new Float32Array(6).fill(7);
      attention.column(LAYER, head, key, out, 0);
      close(out, WEIGHTS[head].map((row) => row[key]), 1e-6);
    }
  }
});

test("how a weight arises has the bias of its window", () => {
  const found = attention.arising(LAYER, 1, 5, 3);
  assert.ok(Math.abs(found.bias - B[((1 * 2 + 1) * 3 + 1) * 3 + 2]) < 1e-7);
  assert.ok(Math.abs(found.weight - WEIGHTS[1][5][3]) < 1e-6);
});

test("two tokens of different windows have no bias", () => {
  assert.equal(attention.biasAt(LAYER, 0, 4, 5), -1);
});

test("without a bias a row is the softmax of its products alone", () => {
  const bare = { ...LAYER, b: null, lse: new Float32Array(12) };
  const out = new Float32Array(6);
  attention.row(bare, 0, 4, out, 0);
  const known = PLACES[0].map((_, j) => Math.exp(score(0, 0, 0, j) - B[j]));
  close([out[4], out[0], out[2]], known, 1e-4);
});
