import assert from "node:assert/strict";
import { test } from "node:test";

import { across } from "../../../vitviz/web/frontend/charts/areas.js";

test("the strip's ends have room for half a dot", () => {
  const ends = { from: -2, to: 6 };
  assert.deepEqual([across(-2, ends), across(2, ends), across(6, ends)], [6, 80, 154]);
});
