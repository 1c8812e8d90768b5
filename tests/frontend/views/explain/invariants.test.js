import assert from "node:assert/strict";
import { test } from "node:test";

import { holds } from "../../../../vitviz/web/frontend/views/explain/invariants.js";

const FOUND = { worst: { rows: 1, outputs: 3, logits: 1 }, limits: { rows: 1, outputs: 2, logits: 2 },
  same_top: true };

test("an invariant holds up to its limit", () => {
  assert.ok(holds(FOUND, "rows"));
  assert.ok(!holds(FOUND, "outputs"));
});

test("logits hold only with the same likeliest class", () => {
  assert.ok(holds(FOUND, "logits"));
  assert.ok(!holds({ ...FOUND, same_top: false }, "logits"));
});
