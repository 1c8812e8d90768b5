import assert from "node:assert/strict";
import { test } from "node:test";

import { leftOf } from "../../../../vitviz/web/frontend/views/lesson/before.js";

test("what was kept is where one stood", () => {
  assert.deepEqual(leftOf('{"step": "cost", "answers": "cost.4"}'), { step: "cost", answers: "cost.4" });
});

test("nothing, or what makes no sense, is nowhere", () => {
  for (const text of [null, "", "{", "3", '{"step": 3}']) assert.equal(leftOf(text), null);
});
