import assert from "node:assert/strict";
import { test } from "node:test";

import { edgeOf } from "../../../vitviz/web/frontend/maps/legend.js";

test("only the numbers at the very ends are held within the bar", () => {
  assert.deepEqual([0, 0.01, 0.99, 1].map(edgeOf), ["left", "middle", "middle", "right"]);
});
