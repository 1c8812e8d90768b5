import assert from "node:assert/strict";
import { test } from "node:test";

import { tileRect, tileUnder } from "../../../vitviz/web/frontend/maps/tiles.js";

const GRIDS = [[16, 16], [7, 12], [12, 7], [1, 9]];

test("a point of a tile is found as its position and the position in it", () => {
  for (const [rows, cols] of GRIDS) {
    for (let patch = 0; patch < rows * cols; patch++) {
      for (let other = 0; other < rows * cols; other++) {
        const u = (patch % cols + (other % cols + 0.5) / cols) / cols;
        const v = (Math.floor(patch / cols) + (Math.floor(other / cols) + 0.5) / rows) / rows;
        assert.deepEqual(tileUnder([u, v], [rows, cols]), { patch, other });
      }
    }
  }
});

test("outside of the tiles nothing is found", () => {
  for (const share of [[-0.01, 0.5], [0.5, 1], [1.2, 0.2]]) assert.equal(tileUnder(share, [7, 12]), null);
});

test("tiles begin and end on whole pixels of the screen", () => {
  for (const ratio of [1, 1.5, 2]) {
    for (const [rows, cols] of GRIDS) {
      for (let patch = 0; patch < rows * cols; patch++) {
        for (const edge of tileRect(patch, [rows, cols], [407, 311], ratio)) {
          assert.ok(Math.abs(edge * ratio - Math.round(edge * ratio)) < 1e-9);
        }
      }
    }
  }
});

test("the last tile ends where the canvas does", () => {
  for (const [rows, cols] of GRIDS) {
    const [x, y, width, height] = tileRect(rows * cols - 1, [rows, cols], [407, 311], 1);
    assert.deepEqual([x + width, y + height], [407, 311]);
  }
});

test("in a grid that is not square no gap swallows the tiles' shorter side", () => {
  const [, , width, height] = tileRect(0, [2, 40], [800, 40], 2);
  assert.ok(width > 15 && height > 15);
  const [, , narrow] = tileRect(0, [2, 40], [160, 40], 2);
  assert.ok(narrow >= 3);
});
