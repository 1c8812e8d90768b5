import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { depthNote, prefixOf, rolloutOf, scaleText, swapped } from "../../../../vitviz/web/frontend/views/beside/said.js";

/** @typedef {import("../../../../vitviz/web/frontend/views/beside/both.js").One} One */

const WORDS = { depths: "{layer_b}/{layers_b} {depth_b}, {layer_a}/{layers_a} {depth_a}.", no_same_head: "mean",
  text_fixed: "one {even_a}", text_fixed_two: "two {even_a} {even_b} {times}", text_head: "own",
  role_class_name: "class", role_class_text: "the class",
  role_register_name: "R{number}", role_register_text: "register {number}" };
const { percent } = formats("en");

/** @param {number} layers @param {number} heads @returns {One} */
const side = (layers, heads) => ({ grid: [4, 4], box: [0, 0, 1, 1], roles: [], hasQuery: () => true, hasHead: () => true,
  facts: Array.from({ length: layers }, () => ({ heads })) });

test("tokens before the patches are named, equal ones numbered from 1", () => {
  assert.deepEqual(prefixOf(["class", "register", "register"], WORDS).map(({ name }) => name), ["class", "R1", "R2"]);
});

test("the second side's rollout has the first one's settings", () => {
  assert.equal(rolloutOf("api/analysis/b", "api/analysis/a/rollout_rows?queries=all&fusion=max"),
    "api/analysis/b/rollout_rows?queries=all&fusion=max");
  assert.equal(rolloutOf("api/analysis/b", ""), "api/analysis/b/rollout_rows?queries=all");
});

test("both depths are said, and why a mean stands beside a head", () => {
  const both = /** @type {[One, One]} */ ([side(12, 6), side(4, 4)]);
  assert.equal(depthNote(both, ["5.3", "1.mean"], "", WORDS, { percent }), "2/4 50%, 6/12 50%. mean");
  assert.equal(depthNote(both, ["5.3", "1.2"], "1.2", WORDS, { percent }), "2/4 50%, 6/12 50%.");
  assert.equal(depthNote(both, ["rollout", "rollout"], "", WORDS, { percent }), "");
});

test("a shared scale says both even shares where they differ", () => {
  assert.equal(scaleText([{ tokens: 100 }, { tokens: 100 }], "fixed", WORDS, { percent }, 6), "one 1%");
  assert.equal(scaleText([{ tokens: 100 }, { tokens: 50 }], "fixed", WORDS, { percent }, 6), "two 1% 2% 6");
  assert.equal(scaleText([{ tokens: 100 }, { tokens: 50 }], "head", WORDS, { percent }, 6), "own");
});

test("swapping exchanges models, photos and heads, as far as they differ", () => {
  const state = /** @type {import("../../../../vitviz/web/frontend/views/beside/types.js").BesideState} */ (
    /** @type {unknown} */ ({ model: "m", weights: "published", rows: 24, cols: 0, model_b: "n", weights_b: "random",
      rows_b: 0, cols_b: 0, second: "cat" }));
  const both = swapped(state, "koala", ["5.3", "1.2"]);
  assert.deepEqual(both, { model: "n", weights: "random", rows: 0, cols: 0, model_b: "m", weights_b: "published", rows_b: 24,
    cols_b: 0, photo: "cat", second: "koala", head: "1.2", head_b: "5.3", query_b: "" });
  const photos = swapped({ ...state, model_b: "" }, "koala", ["5.3", "1.2"]);
  assert.deepEqual(photos, { photo: "cat", second: "koala", head: "1.2", head_b: "5.3", query_b: "" });
  assert.equal("photo" in swapped({ ...state, second: "" }, "koala", ["5.3", "1.2"]), false);
});
