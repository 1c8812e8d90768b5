import assert from "node:assert/strict";
import { test } from "node:test";

import { foundIn } from "../../../../vitviz/web/frontend/views/explain/curve_parts.js";
import { named } from "../../numbers.js";

/** Two methods and three fractions: a number of an array is its place, of the envelope from 100. */
function bundle(more = {}) {
  const methods = [{ id: "attention", signal: true }, { id: "rollout", signal: true }];
  return { header: { vit: { methods, orders: 10 }, ...more },
    arrays: { vit_fractions: named([3], (i) => i / 2), vit_curves: named([2, 2, 2, 3], (i) => i),
      vit_envelope: named([2, 2, 3, 3], (i) => 100 + i) } };
}

test("a model that was not run has no curves", () => {
  assert.deepEqual(Object.keys(foundIn(bundle())), ["vit"]);
});

test("the fractions are those of the model", () => {
  assert.deepEqual(foundIn(bundle()).vit.fractions, [0, 0.5, 1]);
});

test("each method has its curve of a kind and a score", () => {
  const { vit } = foundIn(bundle());
  assert.deepEqual(vit.curvesOf("deletion", "logit"),
    [{ id: "attention", values: [3, 4, 5] }, { id: "rollout", values: [15, 16, 17] }]);
  assert.deepEqual(vit.curvesOf("insertion", "probability")[1].values, [18, 19, 20]);
});

test("a map without a signal has no curve, and the others keep theirs", () => {
  const found = bundle();
  found.header.vit.methods[0].signal = false;
  assert.deepEqual(foundIn(found).vit.curvesOf("deletion", "probability"),
    [{ id: "rollout", values: [12, 13, 14] }]);
});

test("the random orders have their lowest, highest and median", () => {
  assert.deepEqual(foundIn(bundle()).vit.envelope("insertion", "logit"),
    { low: [127, 128, 129], high: [130, 131, 132], median: [133, 134, 135] });
});

test("the numbers of a score's charts are those of both kinds, curves and random orders", () => {
  const every = foundIn(bundle()).vit.every("logit");
  const curves = [3, 4, 5, 15, 16, 17, 9, 10, 11, 21, 22, 23];
  const random = [109, 110, 111, 112, 113, 114, 127, 128, 129, 130, 131, 132];
  assert.deepEqual(every.sort((a, b) => a - b), [...curves, ...random].sort((a, b) => a - b));
});

test("while they run there are the curves that have come, and no random orders yet", () => {
  const found = bundle();
  delete found.arrays.vit_envelope;
  found.arrays.vit_curves.values.fill(NaN, 12);
  const { vit } = foundIn(found);
  assert.deepEqual(vit.curvesOf("deletion", "logit"), [{ id: "attention", values: [3, 4, 5] }]);
  assert.equal(vit.envelope("deletion", "logit"), null);
  assert.deepEqual(vit.every("logit"), [3, 4, 5, 9, 10, 11]);
});
