import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { answersOf, rankOf, told, written } from "../../../../vitviz/web/frontend/views/lesson/facts.js";

test("a fact is written as its name says", () => {
  const said = told({ a_share: 0.25, least_px: 75.6, near: 0.8321, tokens: 1025, label: { en: "cat", zh: "猫" } },
    formats("en"), "zh");
  assert.deepEqual(said, { a_share: "25%", least_px: "76", near: "0.832", tokens: "1,025", label: "猫" });
});

test("a patch's rank counts those with more", () => {
  assert.equal(rankOf([0.1, 0.4, 0.4, 0.2], 3), 3);
  assert.equal(rankOf([0.1, 0.4, 0.4, 0.2], 1), 1);
});

test("answers are read and written as the address has them", () => {
  assert.deepEqual(answersOf("cost.4-order.lost-cost.16"), { cost: "16", order: "lost" });
  assert.equal(written({ cost: "16", order: "lost" }), "cost.16-order.lost");
  assert.deepEqual(answersOf(""), {});
});
