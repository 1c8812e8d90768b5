import assert from "node:assert/strict";
import { test } from "node:test";

import * as colour from "../../../vitviz/web/frontend/paint/colour.js";

const GREYS = Uint32Array.from({ length: 256 }, (_, i) => colour.wordOf(i, i, i));
const grey = (word) => colour.rgbOf(word)[0];

test("a word lies in memory as red, green, blue and opaque", () => {
  const bytes = new Uint8Array(Uint32Array.of(colour.wordOf(1, 2, 3)).buffer);
  assert.deepEqual([...bytes], [1, 2, 3, 255]);
});

test("a word gives its three colours back", () => {
  assert.deepEqual(colour.rgbOf(colour.wordOf(255, 128, 7)), [255, 128, 7]);
  assert.equal(colour.cssOf(colour.wordOf(255, 128, 7)), "rgb(255 128 7)");
});

test("a table is read from hex", () => {
  const hex = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0") + "80ff").join("");
  const table = colour.tablesOf({ sequential: hex, diverging: hex }).sequential;
  assert.equal(table.length, 256);
  assert.deepEqual(colour.rgbOf(table[0]), [0, 128, 255]);
  assert.deepEqual(colour.rgbOf(table[200]), [200, 128, 255]);
});

test("a scale begins at zero, ends at its limit and is clipped beyond", () => {
  assert.deepEqual([-1, 0, 0.5, 1, 2].map(colour.stepAt), [0, 0, 127, 255, 255]);
});

test("every step of a scale has the same width", () => {
  const counts = new Array(256).fill(0);
  for (let i = 0; i < 25600; i++) counts[colour.stepAt((i + 0.5) / 25600)] += 1;
  assert.ok(counts.every((count) => Math.abs(count - 100) <= 1));
});

test("a signed scale has zero in its middle and is clipped at both ends", () => {
  const found = [-9, -2, 0, 2, 9].map((value) => grey(colour.signedColourAt(GREYS, value, 2)));
  assert.deepEqual(found, [0, 0, 127, 255, 255]);
});

test("a value that is no number has the first colour", () => {
  assert.equal(colour.stepAt(NaN), 0);
});

test("the fixed scale ends at six even shares, the others at the largest weight", () => {
  assert.equal(colour.scaleEnd("fixed", 200, 0.9), 0.03);
  assert.equal(colour.scaleEnd("now", 200, 0.9), 0.9);
  assert.equal(colour.scaleEnd("head", 200, 0.5), 0.5);
  assert.ok(colour.scaleEnd("head", 200, 0) > 0);
});

test("a table without its ends keeps its order and its length", () => {
  const inner = [...colour.withoutEnds(GREYS)].map(grey);
  assert.equal(inner.length, 256);
  assert.deepEqual([inner[0], inner[255]], [41, 219]);
  assert.ok(inner.every((value, i) => i === 0 || value >= inner[i - 1]));
});

test("green is brighter than blue", () => {
  assert.ok(colour.isBright(colour.wordOf(0, 255, 0)));
  assert.ok(!colour.isBright(colour.wordOf(0, 0, 255)));
  assert.ok(colour.brightness([255, 255, 255]) > 254.9);
});

test("three scores a patch are its colour, each over its range", () => {
  const scores = [0, 10, -1, 5, 10, 1, 10, 10, 0]; // 3 patches x 3 axes
  const words = colour.coloursOf(scores, 3, [[0, 10], [10, 10], [-1, 1]]);
  assert.deepEqual([...words].map(colour.rgbOf), [[0, 127, 0], [127, 127, 255], [255, 127, 127]]);
});

test("an axis that is missing stays dark", () => {
  const [word] = colour.coloursOf([1, 1], 2, [[0, 1], [0, 1]]);
  assert.deepEqual(colour.rgbOf(word), [255, 255, 0]);
});
