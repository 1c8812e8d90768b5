import assert from "node:assert/strict";
import { test } from "node:test";

import { byAgreement, stageOf } from "../../../../vitviz/web/frontend/views/explain/weight_randomization.js";

const WORDS = { randomization_none: "nothing", randomization_head: "classifier", randomization_block: "and the last layer",
  randomization_blocks: "and {count} layers", randomization_all: "all" };

test("each depth is named by what has been randomized", () => {
  const named = [0, 1, 2, 3, 5, 6, 9].map((depth) => stageOf(depth, 6, WORDS));
  assert.deepEqual(named, ["nothing", "classifier", "and the last layer", "and 2 layers",
    "and 4 layers", "all", "all"]);
});

test("the method that changed least comes first, one without an order not at all", () => {
  const found = byAgreement({ methods: ["a", "b", "c", "d"], agreement: [0.2, null, -0.5, 0.9] });
  assert.deepEqual(found.map(({ method }) => method), ["d", "a", "c"]);
});
