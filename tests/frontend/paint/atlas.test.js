import assert from "node:assert/strict";
import { before, test } from "node:test";

import { Atlas } from "../../../vitviz/web/frontend/paint/atlas.js";
import { rgbOf, wordOf } from "../../../vitviz/web/frontend/paint/colour.js";

const GREYS = Uint32Array.from({ length: 256 }, (_, i) => wordOf(i, i, i));
const GRID = [2, 3];

before(() => { // what node has not: only as much of it as the atlas's arithmetic touches
  globalThis.ImageData = class {
    constructor(width, height) {
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  };
  globalThis.OffscreenCanvas = class {
    constructor(width, height) {
      Object.assign(this, { width, height });
    }

    getContext() {
      return {};
    }
  };
});

/** The pixels of an atlas, line by line. */
function lines(atlas) {
  const width = atlas.columns * atlas.cols;
  const greys = [...atlas.pixels].map((word) => rgbOf(word)[0]);
  return Array.from({ length: greys.length / width }, (_, y) => greys.slice(y * width, (y + 1) * width));
}

test("a map lies in its cell, its neighbours stay empty", () => {
  const atlas = new Atlas(2, 2, GRID);
  atlas.put(3, Float32Array.from([9, 9, 0, 1, 2, 3, 4, 5]), 2, 5, GREYS);
  assert.deepEqual(lines(atlas), [
    [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 51, 102], [0, 0, 0, 153, 204, 255]]);
});

test("a map is clipped at the ends of its scale", () => {
  const atlas = new Atlas(1, 1, GRID);
  atlas.put(0, [-5, 0, 1, 2, 3, 1e9], 0, 2, GREYS);
  assert.deepEqual(lines(atlas), [[0, 0, 127], [255, 255, 255]]);
});

test("a signed map has zero in the middle of the table", () => {
  const atlas = new Atlas(1, 1, GRID);
  atlas.putSigned(0, [-9, -2, -1, 0, 1, 2], 0, 2, GREYS);
  assert.deepEqual(lines(atlas), [[0, 0, 63], [127, 191, 255]]);
});

test("an atlas of ready colours shows them as they are", () => {
  const atlas = new Atlas(1, 1, GRID);
  atlas.fill(GREYS.slice(10, 16));
  assert.deepEqual(lines(atlas), [[10, 11, 12], [13, 14, 15]]);
});

test("a cell is drawn from where its map lies", () => {
  const atlas = new Atlas(3, 2, GRID);
  const drawn = [];
  atlas.draw({ drawImage: (...args) => drawn.push(args.slice(1)) }, 4, 10, 20, 30, 40, true);
  assert.deepEqual(drawn, [[3, 2, 3, 2, 10, 20, 30, 40]]);
});

test("a coarser map takes a part of its cell and is drawn from that part alone", () => {
  const atlas = new Atlas(2, 1, GRID);
  const drawn = [];
  atlas.put(1, [1, 2], 0, 5, GREYS, [1, 2]);
  atlas.draw({ drawImage: (...args) => drawn.push(args.slice(1)) }, 1, 0, 0, 30, 40, false);
  assert.deepEqual(lines(atlas), [[0, 0, 0, 51, 102, 0], [0, 0, 0, 0, 0, 0]]);
  assert.deepEqual(drawn, [[3, 0, 2, 1, 0, 0, 30, 40]]);
});
