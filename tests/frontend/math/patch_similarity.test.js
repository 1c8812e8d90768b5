import assert from "node:assert/strict";
import { test } from "node:test";

import { mostSimilar, PatchSimilarity } from "../../../vitviz/web/frontend/math/patch_similarity.js";
import { close, named } from "../numbers.js";

const [HERE, THERE, DIM] = [6, 4, 7];

/** Made-up tokens at length 1. */
function directions(patches, seed) {
  const array = named([patches, DIM], (i) => Math.sin(seed + i * i));
  for (let patch = 0; patch < patches; patch++) {
    const one = array.values.subarray(patch * DIM, (patch + 1) * DIM);
    const length = Math.hypot(...one);
    one.forEach((value, d) => { one[d] = value / length; });
  }
  return array;
}

/** What the server gives of one photo, or of two. */
function bundle(two) {
  const scores = (patches) => named([patches, 3], (i) => i);
  const second = { second_scores: scores(THERE), second_directions: directions(THERE, 5) };
  return { header: {}, arrays: { scores: scores(HERE), directions: directions(HERE, 3), ...(two && second) } };
}

/** The product of two rows, in a plain loop. */
function product(a, i, b, j) {
  let sum = 0;
  for (let d = 0; d < DIM; d++) sum += a.values[i * DIM + d] * b.values[j * DIM + d];
  return sum;
}

test("a patch of either photo is compared with every patch of both", () => {
  const given = bundle(true), found = new PatchSimilarity(given);
  const photos = [given.arrays.directions, given.arrays.second_directions];
  photos.forEach((of, on) => {
    for (let patch = 0; patch < of.shape[0]; patch++) {
      const cosines = found.cosines(on, patch);
      photos.forEach((to, photo) => {
        const expected = Array.from({ length: to.shape[0] }, (_, other) => product(of, patch, to, other));
        close(cosines[photo], expected, 1e-6);
      });
    }
  });
});

test("one photo is compared with itself, and a patch is wholly like itself", () => {
  const found = new PatchSimilarity(bundle(false));
  const cosines = found.cosines(0, 2);
  assert.equal(cosines.length, 1);
  close([cosines[0][2]], [1], 1e-6);
  assert.ok(cosines[0].every((value) => value >= -1 && value <= 1));
});

test("the most similar patch is the first of the largest, and never the query", () => {
  assert.equal(mostSimilar([0.1, 0.9, 0.9, 1], 3), 1);
  assert.equal(mostSimilar([-0.5, -0.2]), 1);
  assert.equal(mostSimilar([1], 0), null);
});
