import assert from "node:assert/strict";
import { test } from "node:test";

import { longest, named, total } from "../../../../vitviz/web/frontend/views/lecture/answers.js";

const WORDS = { answers_others: "others", answers_skip: "no guess", choice_order_less: "likelier than not",
  answers_place: "patch {number} ({row}, {col})" };
const naming = (step, asks = "choice") => ({ words: WORDS, step, asks, grid: [14, 16],
  labels: ["cat", "koala"], whole: (value) => value.toLocaleString("en") });

test("the longest bar comes first, and what is too much is one bar", () => {
  assert.deepEqual(longest({ a: 1, b: 3, c: 2 }), [["b", 3], ["c", 2], ["a", 1]]);
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [String(at), at + 1]));
  const rows = longest(many);
  assert.equal(rows.length, 8);
  assert.deepEqual([rows[0], rows[7]], [["19", 20], ["", 91]]);
  assert.equal(rows.reduce((sum, [, count]) => sum + count, 0), total(many));
});

test("a choice is called as the lesson calls it", () => {
  assert.equal(named("less", naming("order")), "likelier than not");
  assert.equal(named("skip", naming("order")), "no guess");
  assert.equal(named("", naming("order")), "others");
});

test("a class has its label, a place its row and column, any other number is one", () => {
  assert.equal(named("1", naming("photo")), "koala");
  assert.equal(named("17", naming("class_token", "patch")), "patch 18 (2, 2)");
  assert.equal(named("1568", naming("embedding")), "1,568");
});

test("what nobody knows is said as it came", () => {
  assert.equal(named("made-up", naming("order")), "made-up");
  assert.equal(named("7", naming("photo")), "7");
});
