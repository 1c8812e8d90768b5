import assert from "node:assert/strict";
import { test } from "node:test";

import { depthMaps, depthNames, depthsText } from "../../../../vitviz/web/frontend/views/inside/depths.js";

const WORDS = { depth_embedding: "embedding", depth_layer: "after layer {layer}" };
const STAND_OUT = (count) => `${count} stand out`;
const NAMES = ["embedding", "after layer 1"];
const WIDE = [2, 3];
const none = () => [];

/** 0, 1, 2 ... for two depths of so many tokens. */
const values = (tokens) => Float32Array.from({ length: 2 * tokens }, (_, i) => i);

test("the first depth is the embedding, layers count from 1", () => {
  assert.deepEqual(depthNames(WORDS, 3), ["embedding", "after layer 1", "after layer 2"]);
});

test("depths in one text name the word for a layer once", () => {
  assert.equal(depthsText(WORDS, [0, 3, 4]), "embedding, after layer 3, 4");
  assert.equal(depthsText(WORDS, [3]), "after layer 3");
  assert.equal(depthsText(WORDS, [0]), "embedding");
  assert.equal(depthsText(WORDS, []), "");
});

test("a map leaves out the tokens before the patches", () => {
  const maps = depthMaps({ grid: WIDE, prefix: 2 }, NAMES, values(8), none, STAND_OUT);
  assert.deepEqual(maps.map((map) => [...map.values]), [[2, 3, 4, 5, 6, 7], [10, 11, 12, 13, 14, 15]]);
});

test("a model without other tokens has its patches alone in a map", () => {
  const maps = depthMaps({ grid: WIDE, prefix: 0 }, NAMES, values(6), none, STAND_OUT);
  assert.deepEqual([...maps[1].values], [6, 7, 8, 9, 10, 11]);
  assert.deepEqual(maps[1].grid, WIDE);
});

test("maps are laid out before their values are here", () => {
  const maps = depthMaps({ grid: WIDE, prefix: 1 }, NAMES, null, none, STAND_OUT);
  assert.deepEqual(maps.map(({ id, title, values: found }) => [id, title, found]),
    [["0", "embedding", null], ["1", "after layer 1", null]]);
});

test("a map's note counts the patches that stand out", () => {
  const maps = depthMaps({ grid: WIDE, prefix: 0 }, NAMES, values(6), (depth) => (depth ? [1, 4] : []), STAND_OUT);
  assert.deepEqual(maps.map(({ note, marks }) => [note, marks]), [["", []], ["2 stand out", [1, 4]]]);
});
