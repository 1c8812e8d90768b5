import assert from "node:assert/strict";
import { test } from "node:test";

import { throughLayers } from "../../../../vitviz/web/frontend/views/explore/sweep.js";

// Three layers; the second has one head, the others two.
const HEADS = ["0.0", "0.1", "0.mean", "1.0", "1.mean", "2.0", "2.1", "2.mean"];
const SCENE = { facts: [{}, {}, {}], hasHead: (name) => HEADS.includes(name) };

test("a sweep shows the same head of every layer that has it, from the first to the last", () => {
  assert.deepEqual(throughLayers("2.0", SCENE), ["0.0", "1.0", "2.0"]);
  assert.deepEqual(throughLayers("0.1", SCENE), ["0.1", "2.1"]);
});

test("of the rollout, which has no layer, the sweep shows the layers' means", () => {
  assert.deepEqual(throughLayers("rollout", SCENE), ["0.mean", "1.mean", "2.mean"]);
});
