import assert from "node:assert/strict";
import { test } from "node:test";

import * as geometry from "../../../vitviz/web/frontend/math/geometry.js";

const GRIDS = [[14, 14], [1, 1], [1, 9], [9, 1], [5, 7], [37, 28]];
const patches = ([rows, cols]) => Array.from({ length: rows * cols }, (_, i) => i);

/** Every patch of every grid. */
function eachPatch(check) {
  for (const grid of GRIDS) for (const patch of patches(grid)) check(patch, grid);
}

test("row and column are those of a walk through the rows", () => {
  for (const [rows, cols] of GRIDS) {
    let patch = 0;
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++, patch++) {
        assert.deepEqual(geometry.rowCol(patch, [rows, cols]), [row, col]);
      }
    }
  }
});

test("the page counts rows and columns from one", () => {
  assert.deepEqual(geometry.placeOf(0, [5, 7]), { row: 1, col: 1 });
  assert.deepEqual(geometry.placeOf(13, [5, 7]), { row: 2, col: 7 });
});

test("the centre of a patch lies in that patch", () => {
  const box = [30, -20, 1310.5, 700];
  eachPatch((patch, grid) => {
    assert.equal(geometry.patchAt(geometry.centreOf(patch, grid, box), box, grid), patch);
  });
});

test("the rectangles of the patches fill the whole without a gap", () => {
  for (const grid of GRIDS) {
    const boxes = patches(grid).map((patch) => geometry.patchBox(patch, grid, [2, 3, 9, 8]));
    const area = boxes.reduce((total, [x0, y0, x1, y1]) => total + (x1 - x0) * (y1 - y0), 0);
    assert.ok(Math.abs(area - 35) < 1e-9);
    assert.deepEqual(boxes[0].slice(0, 2), [2, 3]);
    const [, , x1, y1] = boxes.at(-1);
    assert.ok(Math.abs(x1 - 9) < 1e-9 && Math.abs(y1 - 8) < 1e-9);
  }
});

test("a rectangle and a box of a patch are the same", () => {
  assert.deepEqual(geometry.patchRect(9, [5, 7], [10, 20, 70, 50]), [30, 30, 10, 10]);
  assert.deepEqual(geometry.patchBox(9, [5, 7], [10, 20, 80, 70]), [30, 30, 40, 40]);
});

test("a point at the upper left edge is inside, one at the lower right edge is not", () => {
  const box = [10, 20, 80, 70];
  assert.equal(geometry.patchAt([10, 20], box, [5, 7]), 0);
  for (const point of [[80, 30], [30, 70], [9.9, 30], [30, 19.9]]) {
    assert.equal(geometry.patchAt(point, box, [5, 7]), null);
  }
});

test("a frame that has no size yet holds no patch", () => {
  const frame = { left: 5, top: 5, width: 0, height: 0 };
  assert.equal(geometry.patchUnder({ clientX: 5, clientY: 5 }, frame, [5, 7]), null);
});

test("the patch under a pointer is counted from the frame's corner", () => {
  const frame = { left: 100, top: 50, width: 70, height: 50 };
  assert.equal(geometry.patchUnder({ clientX: 125, clientY: 65 }, frame, [5, 7]), 9);
});

test("a patch keeps its place through a finer grid and back", () => {
  eachPatch((patch, grid) => {
    const fine = [grid[0] * 3, grid[1] * 2];
    assert.equal(geometry.samePlace(geometry.samePlace(patch, grid, fine), fine, grid), patch);
  });
});

test("on another grid a corner stays a corner", () => {
  const to = [37, 28];
  assert.deepEqual([0, 6, 28, 34].map((patch) => geometry.samePlace(patch, [5, 7], to)),
    [3 * 28 + 2, 3 * 28 + 26, 33 * 28 + 2, 33 * 28 + 26]);
});

test("on another grid no middle is rounded to the patch before it", () => {
  for (let from = 1; from <= 100; from++) {
    for (let to = 1; to <= 100; to++) {
      for (let col = 0; col < from; col++) {
        const exact = (BigInt(2 * col + 1) * BigInt(to)) / BigInt(2 * from);
        assert.equal(geometry.samePlace(col, [1, from], [1, to]), Number(exact));
      }
    }
  }
});

test("the middle of a grid lies in its middle row and column", () => {
  assert.equal(geometry.middleOf([5, 7]), 17);
  assert.equal(geometry.middleOf([4, 4]), 10);
  assert.equal(geometry.middleOf([1, 1]), 0);
});

test("an arrow key goes one patch and stops at the edge", () => {
  const from = (patch) => ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]
    .map((key) => geometry.neighbour(key, patch, [5, 7]));
  assert.deepEqual(from(9), [8, 10, 2, 16]);
  assert.deepEqual(from(0), [0, 1, 0, 7]);
  assert.deepEqual(from(34), [33, 34, 27, 34]);
});

test("another key leads nowhere", () => {
  for (const key of ["Home", "a", "toString"]) assert.equal(geometry.neighbour(key, 9, [5, 7]), null);
});

test("a box of the photo is found in its smaller picture, each side by its own factor", () => {
  const picture = { naturalWidth: 500, naturalHeight: 101 };
  assert.deepEqual(geometry.pictureRect(picture, [202, 1000], [100, 20, 300, 120]), [50, 10, 100, 50]);
});
