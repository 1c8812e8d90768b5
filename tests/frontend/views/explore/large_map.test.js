import assert from "node:assert/strict";
import { test } from "node:test";

import { largeMap, layoutOf } from "../../../../vitviz/web/frontend/views/explore/large_map.js";
import { ownGrid } from "../../../../vitviz/web/frontend/views/explore/own_grid.js";

// A layer of the four patches alone, and one of them after a class token.
const MAPS = { "0.mean": [1, 2, 3, 4], "1.mean": [9, 4, 3, 2, 1] };
const SCENE = { grid: [2, 2], patch: [16, 16], tokens: 5, prefix: 1, tokenOf: Number, place: (at) => at,
  ownOf: () => ({}), vector: (_, head) => (MAPS[head] ? Float32Array.from(MAPS[head]) : null) };
const NOTHING = { query: null, head: null };
const committed = (more) => ({ by: "row", show: "live", query: "0", head: "1.mean", a: "", b: "", ...more });

test("the live map is of what is pointed at, else of what is committed", () => {
  const pointed = largeMap(SCENE, committed(), { query: "2", head: "0.mean" });
  assert.deepEqual([pointed.query, pointed.head, [...pointed.weights]], ["2", "0.mean", MAPS["0.mean"]]);
  const { query, head } = largeMap(SCENE, committed(), NOTHING);
  assert.deepEqual([query, head], ["0", "1.mean"]);
});

test("a pin is shown whatever is pointed at", () => {
  const { query, head } = largeMap(SCENE, committed({ show: "a", a: "3@0.mean" }), { query: "1", head: "1.mean" });
  assert.deepEqual([query, head], ["3", "0.mean"]);
});

test("the difference of layers with other tokens is of the patches that both have", () => {
  const pins = { show: "diff", a: "0@0.mean", b: "0@1.mean" };
  assert.deepEqual([...largeMap(SCENE, committed(pins), NOTHING).weights], [-3, -1, 1, 3]);
  const turned = { show: "diff", a: pins.b, b: pins.a };
  assert.deepEqual([...largeMap(SCENE, committed(turned), NOTHING).weights], [3, 1, -1, -3]);
});

test("a difference waits for both of its maps", () => {
  const map = largeMap(SCENE, committed({ show: "diff", a: "0@0.mean", b: "0@7.mean" }), NOTHING);
  assert.deepEqual([map.signed, map.weights], [true, null]);
});

test("a map's numbers are told of its own tokens, and of the model's until it is here", () => {
  const tokens = (head) => {
    const { tokens: all, prefix } = layoutOf(SCENE, largeMap(SCENE, committed({ head }), NOTHING));
    return [all, prefix];
  };
  assert.deepEqual([tokens("0.mean"), tokens("1.mean"), tokens("7.mean")], [[4, 0], [5, 1], [5, 1]]);
});

// The first layer on the scene's 2 x 4 grid in windows of 4, the second on a coarser one.
const OWN = { "0.0": { grid: [2, 4], seen: 4 }, "1.0": { grid: [1, 2], seen: 2 } };
const LENGTHS = { "0.0": 8, "1.0": 2 };
const COARSER = { ...SCENE, grid: [2, 4], tokens: 8, prefix: 0, several: true, ownOf: (head) => OWN[head],
  vector: (_, head) => new Float32Array(LENGTHS[head]) };

test("a layer's own grid tells where a patch lies, how large it is and what an even share is", () => {
  const layout = layoutOf(COARSER, largeMap(COARSER, committed({ head: "1.0" }), NOTHING));
  assert.deepEqual([layout.grid, layout.patch, layout.tokens, layout.prefix], [[1, 2], [32, 32], 2, 0]);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map(layout.own), [0, 0, 1, 1, 0, 0, 1, 1]);
  assert.deepEqual(layout.place(1), { row: 1, col: 2 });
});

test("maps on two grids have no difference", () => {
  const pins = { show: "diff", a: "0@0.0", b: "0@1.0" };
  assert.equal(largeMap(COARSER, committed(pins), NOTHING).weights, null);
  const same = largeMap(COARSER, committed({ ...pins, b: "1@0.0" }), NOTHING);
  assert.deepEqual([same.grid, same.weights.length], [[2, 4], 8]);
});

test("a window and a grid are told by their own sentences", () => {
  const words = { own_grid: "{rows} x {cols}", own_window: "{seen} of {rows} x {cols}" };
  const said = (head) => ownGrid(largeMap(COARSER, committed({ head }), NOTHING), words);
  assert.deepEqual([said("0.0"), said("1.0")], ["4 of 2 x 4", "1 x 2"]);
  assert.equal(ownGrid(largeMap(SCENE, committed(), NOTHING), words), "");
});
