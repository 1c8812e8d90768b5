import assert from "node:assert/strict";
import { test } from "node:test";

import { likeliest, rowsOf, shortened } from "../../../vitviz/web/frontend/charts/flow_rows.js";

const CLASSES = 40;

/** Depths at which the classes of each list share what is there, the first of it most. */
function shares(...depths) {
  const values = new Float32Array(depths.length * CLASSES);
  depths.forEach((classes, depth) => classes.forEach((index, rank) => {
    values[depth * CLASSES + index] = (classes.length - rank) / 100;
  }));
  return values;
}

test("the likeliest of a depth are its own, likeliest first", () => {
  const values = shares([9, 8, 7, 6, 5], [30, 31, 32, 33, 34]);
  assert.deepEqual(likeliest(values, 1, CLASSES), [30, 31, 32, 33, 34]);
  assert.deepEqual(likeliest(values, 0, CLASSES, 2), [9, 8]);
});

test("the last depth's five come first", () => {
  const { rows } = rowsOf(shares([9, 8, 7, 6, 5], [30, 31, 32, 33, 34]), 2, CLASSES, 30);
  assert.deepEqual(rows.slice(0, 5), [30, 31, 32, 33, 34]);
  assert.deepEqual(rows.slice(5), [9, 8, 7, 6, 5]);
});

test("the chosen class has the last row if it has no other", () => {
  const { rows } = rowsOf(shares([9, 8, 7, 6, 5], [30, 31, 32, 33, 34]), 2, CLASSES, 21);
  assert.equal(rows.at(-1), 21);
});

test("what finds no row is counted, with the peak of the likeliest of it", () => {
  const depths = Array.from({ length: 5 }, (_, d) => Array.from({ length: 5 }, (_, i) => 5 * d + i));
  const { rows, left, leftMost } = rowsOf(shares(...depths), 5, CLASSES, 20);
  assert.equal(rows.length, 12);
  assert.equal(left, 13);
  assert.equal(leftMost, Math.fround(0.04));
});

test("a label that is too long ends with dots, a Chinese one sooner", () => {
  assert.equal(shortened("koala", 150), "koala");
  assert.equal(shortened("Staffordshire bullterrier", 100), "Staffordshir…");
  assert.equal(shortened("斯塔福德郡斗牛梗犬", 100), "斯塔福德郡斗…");
});
