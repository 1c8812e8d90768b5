import assert from "node:assert/strict";
import { test } from "node:test";

import * as ranking from "../../../vitviz/web/frontend/math/ranking.js";

const VALUES = Float32Array.from([3, -9, 7, 7, 0, 5]);

test("the largest come first, of equal ones the first first", () => {
  assert.deepEqual(ranking.ranked(VALUES), [2, 3, 5, 0, 4, 1]);
  assert.deepEqual(ranking.ranked(VALUES, 2), [2, 3]);
});

test("a ranking of a range gives indices of the whole", () => {
  assert.deepEqual(ranking.ranked(VALUES, 2, 3), [3, 5]);
  assert.deepEqual(ranking.ranked(VALUES, 5, 0, 2), [0, 1]);
  assert.deepEqual(ranking.ranked(VALUES, 5, 6), []);
});

test("the ranking does not reorder the values", () => {
  const values = Float32Array.from([1, 2, 3]);
  ranking.ranked(values);
  ranking.median(values);
  ranking.quantile(values, 0.5);
  assert.deepEqual([...values], [1, 2, 3]);
});

test("the index of the largest is the first of equal ones", () => {
  assert.equal(ranking.indexOfLargest(VALUES), 2);
  assert.equal(ranking.indexOfLargest(VALUES, 3), 3);
  assert.equal(ranking.indexOfLargest(VALUES, 0, 2), 0);
});

test("the largest in size may be negative", () => {
  assert.equal(ranking.indexOfLargestSize(VALUES), 1);
  assert.equal(ranking.largestSize(VALUES), 9);
  assert.equal(ranking.largestSize(VALUES, 2), 7);
});

test("the end of a scale is never zero", () => {
  assert.ok(ranking.largestSize(new Float32Array(4)) > 0);
  assert.ok(ranking.largestSize([]) > 0);
});

test("the largest of no numbers is zero", () => {
  assert.equal(ranking.largest([]), 0);
  assert.equal(ranking.largest(VALUES), 7);
  assert.equal(ranking.largest(VALUES, 4), 5);
});

test("a quantile is a value that the share of all does not exceed", () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  assert.equal(ranking.quantile(values, 0.99), 198);
  assert.equal(ranking.quantile(values, 1), 200);
  assert.equal(ranking.quantile([4], 0.98), 4);
  assert.ok(Number.isNaN(ranking.quantile([], 0.5)));
});

test("the median of an even count lies between the two in the middle", () => {
  assert.equal(ranking.median([9, 1, 4]), 4);
  assert.equal(ranking.median([10, 9, 1, 2]), 5.5);
  assert.ok(Number.isNaN(ranking.median([])));
});

test("a sum may leave out the beginning and the end", () => {
  assert.equal(ranking.sum(VALUES), 13);
  assert.equal(ranking.sum(VALUES, 2, 4), 14);
});
