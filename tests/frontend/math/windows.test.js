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

// Two windows of two pooled queries each over the same keys: a 1 x 4 grid of queries, a 2 x 3 one of keys.
const ASKS = [[2, 0], [3, 1]];
const POOLED = attention.layerOf({ header: { scale: 1 }, arrays: {
  lse: named32(new Float32Array(4), [1, 4]), queries: named32(made(20, 5), [1, 4, 5]), keys: named32(made(30, 6), [1, 6, 5]),
  means: named32(new Float32Array(5), [1, 5]), bias: named32(made(12, 7), [2, 1, 2, 3]),
  places: named32(Int32Array.from(ASKS.flat()), [2, 2]), looked: named32(Int32Array.from(PLACES.flat()), [2, 3]),
  kinds: named32(Int32Array.from([1, 0]), [2]),
} }, { ...FACTS, heads: 1, queries: 4, tokens: 6, grid: [1, 4], key_grid: [2, 3], seen: 3 });

/** exp(q k + bias) of two tokens, in plain loops; 0 where they are in different windows. */
function unscaled(query, key) {
  const window = ASKS.findIndex((places) => places.includes(query));
  if (!PLACES[window].includes(key)) return 0;
  let sum = made(12, 7)[(1 - window) * 6 + ASKS[window].indexOf(query) * 3 + PLACES[window].indexOf(key)];
  for (let d = 0; d < 5; d++) sum += made(20, 5)[query * 5 + d] * made(30, 6)[key * 5 + d];
  return Math.exp(sum);
}

test("pooled queries look at the keys of their own window, and are looked back at by these alone", () => {
  for (let query = 0; query < 4; query++) {
    const out = new Float32Array(6).fill(7);
    attention.row(POOLED, 0, query, out, 0);
    close(out, numbers(6, (key) => unscaled(query, key)), 1e-5);
  }
  for (let key = 0; key < 6; key++) {
    const out = new Float32Array(4).fill(7);
    attention.column(POOLED, 0, key, out, 0);
    close(out, numbers(4, (query) => unscaled(query, key)), 1e-5);
  }
});

test("all heads and their mean have a stretch each that rows and columns fit in", () => {
  assert.deepEqual([attention.stretchOf(POOLED), attention.stretchOf({ queries: 9, tokens: 3 })], [6, 9]);
  const out = new Float32Array(13).fill(7);
  attention.allHeads(POOLED, 2, "column", out, 1);
  close(out.subarray(1, 7), [...numbers(4, (query) => unscaled(query, 2)), 0, 0], 1e-5);
  close(out.subarray(7), out.subarray(1, 7), 1e-6);
});

// Windows that overlap: tokens 2 and 3 are looked at in both, with biases of their own in each.
const HALO = [[0, 1, 2, 3], [5, 3, 2, 4]], ASKED = [[1, 0], [2, 3]];
const HALO_B = made(2 * 2 * 4, 8);
const OVERLAPPING = attention.layerOf({ header: { scale: 1 }, arrays: {
  lse: named32(new Float32Array(4), [1, 4]), queries: named32(made(20, 5), [1, 4, 5]), keys: named32(made(30, 6), [1, 6, 5]),
  means: named32(new Float32Array(5), [1, 5]), bias: named32(HALO_B, [2, 1, 2, 4]),
  places: named32(Int32Array.from(ASKED.flat()), [2, 2]), looked: named32(Int32Array.from(HALO.flat()), [2, 4]),
  kinds: named32(Int32Array.from([0, 1]), [2]),
} }, { ...FACTS, heads: 1, queries: 4, tokens: 6, grid: [1, 4], key_grid: [2, 3], seen: 4 });

test("a token in several windows is looked at by the queries of each, with that window's bias", () => {
  const known = numbers(4, (query) => numbers(6, (key) => {
    const window = ASKED.findIndex((places) => places.includes(query));
    const at = HALO[window].indexOf(key);
    if (at < 0) return 0;
    let sum = HALO_B[(window * 2 + ASKED[window].indexOf(query)) * 4 + at];
    for (let d = 0; d < 5; d++) sum += made(20, 5)[query * 5 + d] * made(30, 6)[key * 5 + d];
    return Math.exp(sum);
  }));
  assert.equal(known.filter((row) => row[2] > 0).length, 4);
  for (let query = 0; query < 4; query++) {
    const out = new Float32Array(6).fill(7);
    attention.row(OVERLAPPING, 0, query, out, 0);
    close(out, known[query], 1e-5);
  }
  for (let key = 0; key < 6; key++) {
    const out = new Float32Array(4).fill(7);
    attention.column(OVERLAPPING, 0, key, out, 0);
    close(out, known.map((row) => row[key]), 1e-5);
  }
  assert.equal(attention.biasAt(OVERLAPPING, 0, 1, 5), -1);
  assert.equal(attention.biasAt(OVERLAPPING, 0, 3, 2), 14);
});
