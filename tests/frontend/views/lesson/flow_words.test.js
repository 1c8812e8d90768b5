import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { STAGES } from "../../../../vitviz/web/frontend/views/lesson/flow_motion.js";
import { buttonOf, captionOf, legendOf } from "../../../../vitviz/web/frontend/views/lesson/flow_words.js";

const WORDS = { photo: "{height} × {width} px", patches: "{count} ({rows} × {cols}), {height} × {width} px",
  sequence: "{count} tokens", sequence_one: "{name}: {count}", sequence_more: "{more} ({names}): {count}",
  vectors: "{width} numbers", vectors_matrix: "{numbers} to {width}", positions_added: "plus {width}",
  positions_inside: "inside", positions_none: "nowhere", attention: "all {count}",
  attention_window: "{window}", attention_window_looks: "{window}: {asking} at {looked}",
  attention_looks: "{count}: {asking} at {looked} {share}", mlp: "MLP", layers: "{layers} x {heads}",
  range: "{fewest} to {most}", patch: "patch {number}", class_token: "{answer} alone after {layers}",
  class_token_pool: "pool", class_token_mean: "mean", class_token_headless: "no head", label: "{answer}",
  no_label: "none", doubtful: "perhaps not", stage_class_token: "Class token", stage_read: "Read",
  shown: "{shown} of {width}", sum_positions: "vector + position", layer: "layer {layer} of {layers}",
  sum_attention: "layer 1 of {layers}: + attention", sum_mlp: "layer 1 of {layers}: + MLP" };
const CLASS = { mark: "[CLS]", name: "class token [CLS]", text: "the class token" };
const BUNDLED = { trace: { key: "k", grid: [16, 16], patch: [14, 14] }, size: [224, 224], width: 384,
  position: "added", layers: 12, heads: [6, 6], prefix: [CLASS], pooled: "class", window: 0, alone: [0], filters: 588,
  answer: "the class token", label: { label: "koala", share: 0.98 }, doubtful: false };
const LOOK = { token: 0, to: 89, weight: 0.034, share: 1 };

const said = (stage, facts = {}, look = undefined) =>
  captionOf(stage, { ...BUNDLED, ...facts }, WORDS, formats("en"), look);

test("each stage says the bundled model in its own numbers", () => {
  assert.deepEqual(STAGES.map((stage) => said(stage, {}, LOOK)), ["224 × 224 px", "256 (16 × 16), 14 × 14 px",
    "the class token: 257", "588 to 384", "plus 384", "257: the class token at patch 89 3.4%", "MLP", "12 x 6",
    "the class token alone after 12", "koala 98%"]);
});

test("a sequence of patches alone, and one with registers", () => {
  assert.equal(said("sequence", { prefix: [] }), "256 tokens");
  const registers = [1, 2].map((n) => ({ mark: `R${n}`, name: "", text: `register ${n}` }));
  assert.equal(said("sequence", { prefix: [CLASS, ...registers] }), "3 ([CLS] R1 R2): 259");
});

test("vectors that no single matrix makes, positions that are not added", () => {
  assert.equal(said("vectors", { filters: 0 }), "384 numbers");
  assert.deepEqual(["inside", "none"].map((position) => said("positions", { position })), ["inside", "nowhere"]);
});

test("attention is told without a look until one is known", () => {
  assert.equal(said("attention"), "all 257");
});

test("within windows nobody is said to look at all tokens", () => {
  assert.equal(said("attention", { window: 49 }), "49");
  assert.equal(said("attention", { window: 49 }, LOOK), "49: the class token at patch 89");
});

test("what is read is told as it is read", () => {
  assert.equal(said("class_token", { pooled: "patches", alone: [] }), "mean");
  assert.equal(said("class_token", { pooled: "pool", alone: [] }), "pool");
  assert.equal(said("class_token", { pooled: "register" }), "the class token alone after 12");
  assert.equal(said("class_token", { label: null }), "no head");
});

test("without a classifier there is no label, and a doubtful one is never without the doubt", () => {
  assert.equal(said("label", { label: null }), "none");
  assert.equal(said("label", { doubtful: true }), "koala 98% perhaps not");
});

test("without a class token the button does not name one", () => {
  const button = (pooled) => buttonOf("class_token", { ...BUNDLED, pooled }, WORDS);
  assert.deepEqual(["class", "pair", "patches", "register"].map(button), ["Class token", "Class token", "Read", "Read"]);
});

test("the legend says what the columns are, and of which layer", () => {
  const legend = (position, depth = 0, facts = {}) =>
    legendOf(position, { ...BUNDLED, ...facts }, WORDS, formats("en"), { shown: 20, depth });
  assert.deepEqual([legend(3), legend(4), legend(4, 0, { position: "none" }), legend(5), legend(6), legend(7, 8.4), legend(8)],
    ["20 of 384", "vector + position", "20 of 384", "layer 1 of 12: + attention",
      "layer 1 of 12: + MLP", "layer 8 of 12", ""]);
});
