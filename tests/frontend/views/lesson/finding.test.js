import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { besideOf, sentenceOf } from "../../../../vitviz/web/frontend/views/lesson/finding.js";

const speech = (/** @type {Record<string, string>} */ words) => ({ formats: formats("en"), language: "en",
  grid: /** @type {[number, number]} */ ([2, 2]), words: { patch: "patch {number}", vit: "ViT", cnn: "CNN", ...words } });

test("an outcome with a sentence of its own has that one", () => {
  const words = speech({ found_order: "any", found_order_lost: "“{label}” lost" });
  const facts = { right: "lost", label: { en: "cat", zh: "猫" } };
  assert.equal(sentenceOf({ step: "order", facts, map: null, answered: "stays" }, words), "“cat” lost");
});

test("who did not guess is told of the most alone", () => {
  const words = speech({ found_class_token: "{own_share}, number {rank}",
    found_class_token_unanswered: "most: {most_name}" });
  const finding = { step: "class_token", facts: { right: "2" }, map: [0.1, 0.2, 0.5, 0.2] };
  assert.equal(sentenceOf({ ...finding, answered: "skip" }, words), "most: patch 3");
  assert.equal(sentenceOf({ ...finding, answered: "1" }, words), "20%, number 2");
});

test("models without shared labels are told of one by one", () => {
  const words = speech({ own_kept: "{model} keeps {label}.", own_lost: "{model} loses {label}." });
  const facts = { right: "vit", shared: false, vit_kept: true, cnn_kept: false,
    vit_label: { en: "cat", zh: "猫" }, cnn_label: { en: "dog", zh: "狗" } };
  assert.equal(sentenceOf({ step: "shift", facts, map: null, answered: "vit" }, words),
    "ViT keeps cat. CNN loses dog.");
});

test("a picture that moved across alone is not said to have moved down", () => {
  const words = speech({ found_shift: "{right_px}, {down_px}", found_shift_across: "{right_px}" });
  const facts = { right: "cnn", right_px: 7, down_px: 0 };
  assert.equal(sentenceOf({ step: "shift", facts, map: null, answered: "vit" }, words), "7");
  assert.equal(sentenceOf({ step: "shift", facts: { ...facts, down_px: 2 }, map: null, answered: "vit" }, words), "7, 2");
});

test("beside a finding stand its sum, what to know and what is half true, line by line", () => {
  const words = speech({ with_cost: "1 + {ratio}", half: "Only half true:", half_cost: "so" });
  const finding = { step: "cost", facts: { ratio: 16, right: "16" }, map: null, answered: "4" };
  assert.deepEqual(besideOf(finding, words).map((line) => line.children.at(-1)), ["1 + 16", "so"]);
});
