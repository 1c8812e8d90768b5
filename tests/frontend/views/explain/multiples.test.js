import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { multiples } from "../../../../vitviz/web/frontend/views/explain/multiples.js";

test("the scale goes from nothing to its limit, its marks at their share of it", () => {
  const { limit, marks } = multiples({ times: "{times}×" }, formats("en"));
  assert.deepEqual(marks.map(([at, text]) => [at * limit, text]), [[0, "0"], [2, "2"], [4, "4"], [6, "6×"]]);
});

test("a value is said as times the mean", () => {
  assert.equal(multiples({ times: "{times}×" }, formats("en")).say(1.234), "1.23×");
});
