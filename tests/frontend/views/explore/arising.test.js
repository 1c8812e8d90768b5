import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { Arisen, differenceOf, pairOf, stepsOf } from "../../../../vitviz/web/frontend/views/explore/arising.js";

/** One head of four numbers over a class token and 1 x 2 patches; patch 1 has the larger weight. */
const LAYER = { kind: "self", heads: 1, queries: 3, tokens: 3, dim: 4, bias: false, scale: 0.5, b: null,
  q: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0), k: Float32Array.of(0, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0),
  means: Float32Array.of(2, 0, 0, 0), lse: new Float32Array(3).fill(Math.log(1 + Math.E + 1 / Math.E)) };
const SCENE = { grid: [1, 2], prefix: 1, tokens: 3, layers: [LAYER], tokenOf: (query) => 1 + Number(query),
  within: (l, token) => token, arraysOf(name) {
    const [l, head] = name.split(".");
    return { layer: this.layers[l], index: head === "mean" ? head : Number(head) };
  } };
const WEIGHTS = Float32Array.of(0.24, 0.09, 0.67);
const MAP = { query: "0", head: "0.0", by: "row", signed: false, weights: WEIGHTS };
const WORDS = { score_root: "q · k / √{dim} = {score}", score_scaled: "q · k × {scale} = {score}",
  score_biased: "{scaled} + {bias} = {score}", softmax_value: "{exponential} / {total} = {weight}",
  value_value: "{weight} of {key} for {query}" };
const ENGLISH = formats("en");
const NAMES = { query: "patch 1", key: "patch 2" };

test("the pair is the query and the patch under the pointer", () => {
  assert.deepEqual(pairOf(SCENE, MAP, 0), { layer: LAYER, head: 0, query: 1, key: 1 });
});

test("where nothing is pointed at it is the largest weight's", () => {
  assert.equal(pairOf(SCENE, MAP, null).key, 2);
});

test("of a column the patch under the pointer asks", () => {
  const { query, key } = pairOf(SCENE, { ...MAP, by: "column" }, 1);
  assert.deepEqual([query, key], [2, 1]);
});

for (const head of ["0.mean", "rollout", null]) {
  test(`what is no single head (${head}) has no pair`, () => {
    assert.equal(pairOf(SCENE, { ...MAP, head }, 0), null);
  });
}

test("the steps lead from the product to the weight", () => {
  const steps = stepsOf({ layer: LAYER, head: 0, query: 1, key: 2 }, NAMES, ENGLISH, WORDS);
  assert.equal(steps.product, "6.00");
  assert.equal(steps.score, "q · k / √4 = 3.00");
  assert.equal(steps.softmax, "20.1 / 30.2 = 67%"); // e³, e³ + e² + e
  assert.equal(steps.value, "67% of patch 2 for patch 1");
});

test("another scale than the root is told as it is", () => {
  const steps = stepsOf({ layer: { ...LAYER, scale: 0.25 }, head: 0, query: 1, key: 2 }, NAMES, ENGLISH, WORDS);
  assert.deepEqual([steps.product, steps.score], ["12.0", "q · k × 0.250 = 3.00"]);
});

test("what is added to a score is told beside it", () => {
  const layer = { ...LAYER, b: new Float32Array(9).fill(-1) };
  const { score } = stepsOf({ layer, head: 0, query: 1, key: 2 }, NAMES, ENGLISH, WORDS);
  assert.equal(score, "q · k / √4 = 3.00 + −1.00 = 2.00");
});

test("exponentials that would be long are powers of ten in brackets", () => {
  const layer = { ...LAYER, means: Float32Array.of(17, 0, 0, 0) };
  const { softmax } = stepsOf({ layer, head: 0, query: 1, key: 2 }, NAMES, ENGLISH, WORDS);
  assert.equal(softmax, "(6.57\u00a0×\u00a010⁷) / (9.87\u00a0×\u00a010⁷) = 67%"); // e¹⁸, e¹⁸ + e¹⁷ + e¹⁶
});

test("of weights that a layer computes in its own way no steps are told", () => {
  const arisen = new Arisen({ ...WORDS, arising_by_hand: "its own way" });
  const layer = { ...LAYER, by_hand: true };
  arisen.paint({ ...SCENE, layers: [layer] }, MAP, 0, ENGLISH);
  assert.equal(arisen.pair.textContent, "its own way");
  assert.equal(arisen.list.hidden, true);
});

test("a weight of differential attention is told as the difference of two softmaxes", () => {
  const words = { arising_difference: "{first} − {lambda} × {second} = {weight}: {query}, {key}" };
  const less = { map: { ...LAYER, q: new Float32Array(12), lse: new Float32Array(3).fill(Math.log(3)) }, factor: 0.5 };
  const pair = { layer: LAYER, head: 0, query: 1, key: 1 };
  const said = differenceOf(pair, less, NAMES, ENGLISH, words);
  assert.equal(said, "9% − 0.5 × 33% = −7.7%: patch 1, patch 2"); // 1/e / (1 + e + 1/e), a third
});
