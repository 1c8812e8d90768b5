import assert from "node:assert/strict";
import { test } from "node:test";

import { topOf } from "../../../vitviz/web/frontend/lib/tips.js";

const WORD = { top: 300, bottom: 320 };

test("a meaning stands below its word, and above where the window ends", () => {
  assert.equal(topOf(WORD, 60, 800, false), 326);
  assert.equal(topOf(WORD, 60, 380, false), 234);
});

test("a finger's meaning stands above its word, so that the number under it is seen", () => {
  assert.equal(topOf(WORD, 60, 800, true), 234);
});

test("a finger's meaning stands below a word at the top of the window", () => {
  assert.equal(topOf({ top: 20, bottom: 40 }, 60, 800, true), 46);
});
