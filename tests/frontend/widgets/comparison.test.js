import assert from "node:assert/strict";
import { test } from "node:test";

import { compared } from "../../../vitviz/web/frontend/widgets/comparison.js";

// One prefix token and a grid of 2 x 2 patches of 8 pixels.
const LAYOUT = { tokens: 5, prefix: 1, grid: [2, 2], patch: [8, 8], place: () => ({ row: 1, col: 1 }) };
const FORMATS = { percent: (share) => `${100 * share}%`, signed: (share) => `±${100 * share}%`, plain: String,
  change: (value) => `±${value.toFixed(2)}`, whole: (value) => String(Math.round(value)),
  wholeChange: (value) => `±${Math.round(value)}` };
const WORDS = { received_value: "{times} in all", nats_value: "{nats} nats", reach_value: "{pixels} px" };
const side = (weights, change) => ({ weights: weights && Float32Array.from(weights), signed: false, query: "0",
  by: "row", layout: LAYOUT, ...change });
const A = [0.5, 0, 0.125, 0.375, 0], B = [0.25, 0.25, 0.25, 0.25, 0];
const read = (a, b, pointed = null) => compared(a, b, pointed, FORMATS, WORDS);
const row = (rows, id) => rows.find((each) => each.id === id)?.texts;

test("each number stands for both maps and for what A has more", () => {
  const rows = read(side(A), side(B), 1);
  assert.deepEqual(row(rows, "weight"), ["12.5%", "25%", "±-12.5%"]);
  assert.deepEqual(row(rows, "to_prefix"), ["50%", "25%", "±25%"]);
  // -(0.5 ln 0.5 + 0.125 ln 0.125 + 0.375 ln 0.375) and ln 4
  assert.deepEqual(row(rows, "entropy"), ["0.97 nats", "1.39 nats", "±-0.41 nats"]);
  assert.deepEqual(row(rows, "reach"), ["8 px", "5 px", "±3 px"]);
});

test("where nothing is pointed at the largest weights, of two patches, have no difference", () => {
  assert.deepEqual(row(read(side(A), side(B)), "largest"), ["37.5%", "25%", ""]);
});

test("with one pin its numbers stand alone", () => {
  assert.deepEqual(row(read(null, side(B)), "to_prefix"), ["", "25%", ""]);
});

test("a number that neither map has is left out", () => {
  const tokens = { query: "p0" };
  assert.deepEqual(read(side(A, tokens), side(B, tokens)).map(({ id }) => id), ["largest", "to_prefix", "entropy"]);
  assert.deepEqual(row(read(side(A, tokens), side(B)), "reach"), ["", "5 px", ""]);
});

test("columns have what their tokens receive, and neither entropy nor distance", () => {
  const column = { by: "column" };
  assert.deepEqual(read(side(A, column), side(B, column)).map(({ id, texts }) => [id, texts.at(-1)]),
    [["largest", ""], ["received", "±0.00 in all"]]);
});

test("before a map is there nothing is said of it", () => {
  assert.deepEqual(read(side(null), null), []);
});

test("a map on a coarser grid is read at the patch that covers the query's and the pointer's place", () => {
  // 2 x 2 patches of 8 pixels; the scene's own are 4 x 4 of 4, so its patch 15 lies in the last one.
  const layout = { ...LAYOUT, prefix: 0, own: (patch) => (patch === 15 ? 3 : 0), point: () => [1, 1] };
  const rows = read(side([0.5, 0, 0, 0.5], { layout, query: "15" }), null, 15);
  assert.deepEqual(row(rows, "weight"), ["50%", "", ""]);
  assert.deepEqual(row(rows, "reach"), ["6 px", "", ""]); // half of the diagonal of 8 and 8
});

test("weights that may be negative have a sum in place of entropy and distance", () => {
  const signed = [0.5, 0.125, -0.375, -0.25, 0.25];
  const rows = read(side(signed, { negative: true }), side(B));
  assert.deepEqual(row(rows, "largest"), ["-37.5%", "25%", ""]);
  assert.deepEqual(row(rows, "row_sum"), ["25%", "", ""]);
  assert.deepEqual(row(rows, "entropy"), ["", "1.39 nats", ""]);
  assert.deepEqual(row(rows, "reach"), ["", "5 px", ""]);
  const columns = read(side(signed, { negative: true, by: "column" }), null);
  assert.deepEqual(columns.map(({ id }) => id), ["largest"]);
});
