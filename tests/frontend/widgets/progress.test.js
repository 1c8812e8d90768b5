import assert from "node:assert/strict";
import { test } from "node:test";

import { lasting, progressText } from "../../../vitviz/web/frontend/widgets/progress.js";

const WORDS = { waiting: "{ahead} before", begun: "{seconds} so far", working: "{done} of {total}, {left}",
  moment: "a moment", seconds: "{count} s", minutes: "{count} min" };

test("a request that waits says how many are before it", () => {
  assert.equal(progressText({ done: 0, total: 9, ahead: 2 }, 5, WORDS), "2 before");
});

test("before anything is done it says how long it has taken", () => {
  assert.equal(progressText({ done: 0, total: 9, ahead: 0 }, 5, WORDS), "5 so far");
});

test("what is left takes as long for each part as what is done", () => {
  assert.equal(progressText({ done: 2, total: 8, ahead: 0 }, 10, WORDS), "2 of 8, 30 s");
});

test("of a run that is joined only what was done since then says how fast it is", () => {
  assert.equal(progressText({ done: 40, total: 90, ahead: 0 }, 5, WORDS, 40), "5 so far");
  assert.equal(progressText({ done: 42, total: 90, ahead: 0 }, 10, WORDS, 40), "42 of 90, 4 min");
});

test("when all is done a moment is left", () => {
  assert.equal(progressText({ done: 8, total: 8, ahead: 0 }, 10, WORDS), "8 of 8, a moment");
});

test("a duration is said in seconds below a hundred and in minutes above, never rounded down", () => {
  assert.equal(lasting(0.4, WORDS), "a moment");
  assert.equal(lasting(1.2, WORDS), "2 s");
  assert.equal(lasting(99, WORDS), "99 s");
  assert.equal(lasting(100, WORDS), "2 min");
  assert.equal(lasting(121, WORDS), "3 min");
});
