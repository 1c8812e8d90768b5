// The same cases as tests/core/attention/test_counterpart.py: both halves match alike.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { layerAsDeep, differenceBetween, patchThere, prefixThere, sameBox } from "../../../vitviz/web/frontend/math/counterpart.js";

const cases = JSON.parse(readFileSync(new URL("../../counterparts.json", import.meta.url), "utf-8"));

test("a layer as deep", () => {
  for (const [layer, layers, others, expected] of cases.layers) {
    assert.equal(layerAsDeep(layer, layers, others), expected, `${layer} of ${layers} in ${others}`);
  }
});

test("a patch at the same place", () => {
  for (const { what, patch, here, there, one_photo, expected } of cases.patches) {
    assert.equal(patchThere(patch, here, there, one_photo), expected, what);
  }
});

test("a token that is no patch is found by what it is", () => {
  for (const [index, here, there, expected] of cases.prefixes) {
    assert.equal(prefixThere(index, here, there), expected, `${index} of ${here} in ${there}`);
  }
});

test("boxes are one to a hundredth of a pixel", () => {
  assert.ok(sameBox([0, 0, 300, 300], [0.004, 0, 300, 299.995]));
  assert.ok(!sameBox([0, 0, 300, 300], [0.02, 0, 300, 300]));
});

test("a difference is of all tokens where both have the same ones, else of the patches", () => {
  const [a, b] = [new Float32Array([4, 1, 2]), new Float32Array([1, 3, 1])];
  assert.deepEqual([...differenceBetween(a, b, [["class"], ["class"]], [1, 2])], [3, -2, 1]);
  assert.deepEqual([...differenceBetween(a, b, [["class"], ["register"]], [1, 2])], [-2, 1]);
  assert.deepEqual([...differenceBetween(a, new Float32Array([9, 9, 3, 1]), [["class"], ["class", "register"]], [1, 2])], [-2, 1]);
});
