import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestTo, shownText, spreadOf, strengthsOf, strideAt } from "../../../../vitviz/web/frontend/views/versus/range_parts.js";

// Two seeds, two labels, two scores, three strengths; the last one of the second seed is to come.
const VALUES = Float32Array.from(Array.from({ length: 24 }, (_, i) => (i % 12 === 2 && i >= 12 ? NaN : i)));
const BUNDLE = { header: { seeds: [0, 1], own: [] },
  arrays: { vit: { values: VALUES, shape: [2, 2, 2, 3] }, strengths: { values: Float32Array.of(0, 0.5, 1), shape: [3] } } };

test("a curve is the mean over the seeds, between the lowest and the highest", () => {
  const { mean, low, high } = spreadOf(BUNDLE, "vit", "own", "logit");
  assert.deepEqual([mean, low, high], [[15, 16, 17], [9, 10, 11], [21, 22, 23]]);
});

test("what a seed has not reached yet does not count", () => {
  assert.deepEqual(spreadOf(BUNDLE, "vit", "shared", "probability").mean, [6, 7, 2]);
});

test("where nothing is yet there is no number", () => {
  const arrays = { vit: { values: new Float32Array(24).fill(NaN), shape: [2, 2, 2, 3] } };
  const { mean, low } = spreadOf({ ...BUNDLE, arrays }, "vit", "own", "logit");
  assert.ok([...mean, ...low].every(Number.isNaN));
});

test("the strengths come as they were tried, and the nearest of them is found", () => {
  assert.deepEqual(strengthsOf(BUNDLE), [0, 0.5, 1]);
  assert.equal(nearestTo([0, 112, 56, 28], 40), 3);
});

test("a shift is marked by the largest stride that it is a multiple of", () => {
  const strides = [2, 4, 8, 16, 32];
  assert.deepEqual([0, 1, 2, 6, 12, 24, 48, 64].map((pixels) => strideAt(pixels, strides)), [0, 0, 2, 2, 4, 8, 16, 32]);
});

test("a picture of the curves says which label and which score they are of", () => {
  const words = { over_own: "each model's own", over_shared: "shared: {label}", score_logit: "logit",
    score_probability: "probability", range_shows: "Label: {label}. Score: {score}." };
  assert.equal(shownText({ over: "shared", score: "logit" }, "koala", words), "Label: shared: koala. Score: logit.");
  assert.equal(shownText({ over: "own", score: "probability" }, "koala", words),
    "Label: each model's own. Score: probability.");
});

test("strides of a CNN that looks at another size are no whole pixels, their multiples are", () => {
  const strides = [2, 4, 8, 16, 32].map((stride) => (224 / 288) * stride); // 1.5556, ...
  assert.equal(strideAt(14, strides), strides[0]); // nine of the smallest
  assert.equal(strideAt(28, strides), strides[1]);
  assert.equal(strideAt(224, strides), strides[4]); // nine of the largest
  assert.equal(strideAt(3, strides), 0);
  assert.deepEqual([7, 14, 21].map((pixels) => strideAt(pixels, [3.5, 7, 14, 28])), [7, 14, 7]);
});
