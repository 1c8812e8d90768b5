import assert from "node:assert/strict";
import { test } from "node:test";

import { PatchEmbedding } from "../../../vitviz/web/frontend/math/patch_embedding.js";
import { close, named, numbers } from "../numbers.js";

const [DIM, ROWS, COLS, COUNT] = [4, 2, 3, 5];
const NUMBERS = 3 * ROWS * COLS;
const [MEAN, STD] = [[0.5, 0.4, 0.3], [0.2, 0.25, 0.5]];

const BUNDLE = {
  header: { mean: MEAN, std: STD },
  arrays: {
    filters: named([DIM, 3, ROWS, COLS], (i) => Math.sin(i)),
    bias: named([DIM], (i) => i - 1),
    pixels: { values: Uint8Array.from({ length: COUNT * NUMBERS }, (_, i) => (i * 37) % 256), shape: [COUNT, NUMBERS] },
  },
};
const EMBEDDING = new PatchEmbedding(BUNDLE);

/** A number of a patch as the model takes it, in float64. */
function normalised(patch, colour, pixel) {
  const level = BUNDLE.arrays.pixels.values[patch * NUMBERS + colour * ROWS * COLS + pixel];
  return (level / 255 - MEAN[colour]) / STD[colour];
}

/** A filter's answer to a patch, colour by colour and pixel by pixel. */
function answer(filter, patch) {
  let total = 0;
  for (let colour = 0; colour < 3; colour++) {
    for (let pixel = 0; pixel < ROWS * COLS; pixel++) {
      const at = filter * NUMBERS + colour * ROWS * COLS + pixel;
      total += BUNDLE.arrays.filters.values[at] * normalised(patch, colour, pixel);
    }
  }
  return total;
}

test("each colour of the photo is normalised by its own mean and deviation", () => {
  const expected = numbers(COUNT * NUMBERS, (i) =>
    normalised(Math.floor(i / NUMBERS), Math.floor(i / (ROWS * COLS)) % 3, i % (ROWS * COLS)));
  close(EMBEDDING.patches, expected, 1e-6);
});

test("a filter answers with its product, the vector has the bias too", () => {
  for (let patch = 0; patch < COUNT; patch++) {
    const { answers, vector } = EMBEDDING.project(patch);
    const expected = numbers(DIM, (filter) => answer(filter, patch));
    close(answers, expected, 1e-5);
    close(vector, expected.map((value, f) => value + f - 1), 1e-5);
  }
});

test("one filter's answers to all patches are those it gives to each", () => {
  close(EMBEDDING.response(2), numbers(COUNT, (patch) => answer(2, patch)), 1e-5);
});

test("no pixel can become larger than the reach", () => {
  const ends = numbers(3, (colour) => [(0 - MEAN[colour]) / STD[colour], (1 - MEAN[colour]) / STD[colour]]);
  close([EMBEDDING.reach], [Math.max(...ends.flat().map(Math.abs))], 1e-12);
});

test("the filters are ranked from the largest answer to the most negative", () => {
  assert.deepEqual(EMBEDDING.ranked(Float32Array.from([0, -3, 5, 1])), [2, 3, 0, 1]);
});
