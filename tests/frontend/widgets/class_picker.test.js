import assert from "node:assert/strict";
import { test } from "node:test";

import { byShare, withChosen } from "../../../vitviz/web/frontend/widgets/class_picker.js";

const CLASSES = { labels: ["cat", "dog", "owl"], other: ["猫", "狗", "鸮"], shares: [0.2, 0.7, 0.1],
  top: [1, 0], caveat: "", about: "" };
const FORMATS = { percent: (share) => `${Math.round(100 * share)}%`, whole: String };

test("the likeliest class is offered first, with its share and its name in both languages", () => {
  assert.deepEqual(byShare(CLASSES, null, FORMATS)[0], { id: "1", label: "dog", other: "狗", note: "70%" });
  assert.deepEqual(byShare(CLASSES, null, FORMATS).map(({ id }) => id), ["1", "0", "2"]);
});

test("the class that is explained is not offered as its own contrast", () => {
  assert.deepEqual(byShare(CLASSES, 1, FORMATS).map(({ id }) => id), ["0", "2"]);
});

test("a chosen class that is not among the likeliest gets a chip after them", () => {
  assert.deepEqual(withChosen([1, 0], 2), [1, 0, 2]);
  assert.deepEqual(withChosen([1, 0], 0), [1, 0]);
});
