import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import { led } from "../../../../vitviz/web/frontend/views/lesson/flow_stages.js";

test("the arrow keys lead to the stages beside, and not beyond the ends", () => {
  assert.deepEqual([led("ArrowRight", 3), led("ArrowLeft", 3), led("ArrowLeft", 0), led("ArrowRight", 9)], [4, 2, 0, 9]);
});

test("Home and End lead to the first and the last", () => {
  assert.deepEqual([led("Home", 6), led("End", 6)], [0, 9]);
});

test("any other key leads nowhere", () => {
  assert.deepEqual([led("Tab", 3), led("toString", 3)], [null, null]);
});
