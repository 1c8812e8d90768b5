import assert from "node:assert/strict";
import { test } from "node:test";

import { gridOf, mapTokens } from "../../../vitviz/web/frontend/math/map_tokens.js";

const GRID = [4, 6];

test("a layer without a grid of its own lies on the model's", () => {
  const facts = { kind: "self", queries: 25, tokens: 25 };
  const known = { grid: GRID, prefix: 1, length: 25, all: 25 };
  assert.deepEqual([mapTokens(facts, "row", GRID), mapTokens(facts, "column", GRID)], [known, known]);
});

test("a row is of the keys, a column of the queries, each on their own grid", () => {
  const facts = { kind: "self", queries: 25, tokens: 7, grid: [4, 6], key_grid: [2, 3] };
  assert.deepEqual(mapTokens(facts, "row", GRID), { grid: [2, 3], prefix: 1, length: 7, all: 7 });
  assert.deepEqual(mapTokens(facts, "column", GRID), { grid: [4, 6], prefix: 1, length: 25, all: 25 });
  assert.deepEqual([gridOf(facts, "queries", GRID), gridOf(facts, "keys", GRID)], [[4, 6], [2, 3]]);
});

test("what lies beyond the picture comes after the patches and is none", () => {
  const facts = { kind: "self", queries: 36, tokens: 36, grid: [4, 5], beyond: 16 };
  const known = { grid: [4, 5], prefix: 0, length: 20, all: 36 };
  assert.deepEqual([mapTokens(facts, "row", GRID), mapTokens(facts, "column", GRID)], [known, known]);
});

test("a column of a class attention is over the tokens that are looked at", () => {
  const facts = { kind: "class", queries: 1, tokens: 25 };
  assert.deepEqual(mapTokens(facts, "column", GRID), { grid: GRID, prefix: 1, length: 25, all: 25 });
});
