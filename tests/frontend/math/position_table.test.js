import assert from "node:assert/strict";
import { test } from "node:test";

import { PositionTable, rangesOf } from "../../../vitviz/web/frontend/math/position_table.js";
import { named } from "../numbers.js";

const GRID = [2, 3];

/** Positions of a kind that has these arrays. */
function table(arrays, kinds = ["absolute"]) {
  return new PositionTable({ header: { kinds, grid: GRID }, arrays });
}

test("a tile is how similar every patch is to one", () => {
  const found = table({ cosine: named([6, 6], (i) => i / 36) });
  assert.deepEqual([...found.tile(2)], [12, 13, 14, 15, 16, 17].map((i) => Math.fround(i / 36)));
});

test("the most similar patch is another one", () => {
  const found = table({ cosine: named([6, 6], (i) => [1, 0.2, 0.9, -1, 0.9, 0][i % 6]) });
  assert.equal(found.nearest(0), 2);
  assert.equal(found.nearest(2), 0);
});

test("rotary positions are similar by their phase", () => {
  const found = table({ phase: named([6, 6], (i) => i) }, ["rotary"]);
  assert.equal(found.tile(1)[0], 6);
  assert.equal(found.scores, null);
  assert.ok(found.has("rotary") && !found.has("absolute"));
});

test("positions without a similarity have no tile", () => {
  const found = table({ offsets: named([3, 3, 5], (i) => i) }, ["relative"]);
  assert.equal(found.similar, null);
  assert.throws(() => found.tile(0), /no similarity/);
});

test("each axis of the components has its range", () => {
  const found = table({ scores: named([6, 3], (i) => (i % 3 === 1 ? -i : i)) });
  assert.equal(found.axes, 3);
  assert.deepEqual(found.ranges, [[0, 15], [-16, -1], [2, 17]]);
});

test("the range of equal scores is empty", () => {
  assert.deepEqual(rangesOf([4, 4, 4], 1), [[4, 4]]);
});

test("a patch of the photo's grid has its patch in a learned table and back", () => {
  const found = table({});
  assert.equal(found.from(0, [4, 6]), 0);
  assert.equal(found.from(23, [4, 6]), 5);
  assert.equal(found.to(5, [4, 6]), 3 * 6 + 5);
});

test("a patch is called by row and column from one", () => {
  assert.deepEqual(table({}).name(4), { row: 2, col: 2 });
});
