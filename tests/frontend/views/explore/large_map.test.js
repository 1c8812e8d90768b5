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

const WORDS = { own_grid: "{rows} x {cols}", own_window: "{seen} of {rows} x {cols}", own_seen: "{seen} seen", own_shared: "alike",
  own_keys: "{from_rows} x {from_cols} at {rows} x {cols}", own_queries: "{from_rows} x {from_cols} by {rows} x {cols}",
  own_beyond: "{percent} at {count} beyond" };
const FORMATS = { percent: (share) => `${Math.round(100 * share)}%` };
const saidOf = (scene, more) => ownGrid(largeMap(scene, committed(more), NOTHING), WORDS, FORMATS);

test("a window and a grid are told by their own sentences", () => {
  assert.deepEqual([saidOf(COARSER, { head: "0.0" }), saidOf(COARSER, { head: "1.0" })], ["4 of 2 x 4", "1 x 2"]);
  assert.equal(saidOf(SCENE, {}), "");
  assert.equal(saidOf({ ...COARSER, ownOf: () => ({ ...OWN["0.0"], shared: true }) }, { head: "0.0" }), "4 of 2 x 4 alike");
});

// A class token before 2 x 4 patches that look at 1 x 2 pooled ones.
const SIDES = { row: { grid: [1, 2], from: [2, 4], length: 3 }, column: { grid: [2, 4], from: [1, 2], length: 9 } };
const POOLED = { ...SCENE, grid: [2, 4], tokens: 9, ownOf: (_, by) => ({ ...SIDES[by], seen: 3 }),
  vector: (_, __, by) => new Float32Array(SIDES[by].length) };

test("queries and keys on two grids are told, whichever of them the map lies on", () => {
  assert.deepEqual([saidOf(POOLED, {}), saidOf(POOLED, { by: "column" })], ["2 x 4 at 1 x 2", "1 x 2 by 2 x 4"]);
  const windowed = { ...POOLED, ownOf: (_, by) => ({ ...SIDES[by], seen: 1 }) };
  assert.equal(saidOf(windowed, {}), "2 x 4 at 1 x 2 1 seen");
});

test("a query's place is told in the patches that it looks at", () => {
  const layout = layoutOf(POOLED, largeMap(POOLED, committed(), NOTHING));
  assert.deepEqual([layout.prefix, layout.tokens, layout.patch], [1, 3, [32, 32]]);
  assert.deepEqual([0, 7].map(layout.point), [[-0.25, -0.25], [1.25, 0.25]]);
});

test("weights beyond the picture are no patches of the map", () => {
  const padded = { ...COARSER, ownOf: () => ({ grid: [1, 2], from: [1, 2], seen: 4, length: 2 }),
    vector: () => Float32Array.from([0.5, 0.25, 0.25, 0]) };
  const map = largeMap(padded, committed(), NOTHING);
  assert.deepEqual([[...map.weights], [...map.outside]], [[0.5, 0.25], [0.25, 0]]);
  assert.equal(saidOf(padded, {}), "1 x 2 25% at 1 beyond");
  assert.equal(saidOf(padded, { by: "column" }), "1 x 2");
  const pins = committed({ show: "diff", a: "0@0.0", b: "1@0.0" });
  assert.equal(largeMap(padded, pins, NOTHING).whole, false);
});
