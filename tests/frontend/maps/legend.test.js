import assert from "node:assert/strict";
import { test } from "node:test";

import { styleOf } from "../../../vitviz/web/frontend/maps/legend.js";

test("numbers at the ends of the bar stay within it, others stand nearly above their place", () => {
  assert.deepEqual([0, 0.25, 1].map(styleOf), ["left:0%;transform:translateX(0%)",
    "left:25%;transform:translateX(-25%)", "left:100%;transform:translateX(-100%)"]);
});
