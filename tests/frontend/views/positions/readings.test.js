import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";

const { decimal } = await import("../../../../vitviz/web/frontend/views/positions/readings.js");

test("a cosine has two decimals and a true minus", () => {
  assert.equal(decimal(0.5), "0.50");
  assert.equal(decimal(-0.126), "−0.13");
  assert.equal(decimal(1), "1.00");
});
