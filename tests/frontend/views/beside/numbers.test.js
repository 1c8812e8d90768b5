import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { rowsOf } from "../../../../vitviz/web/frontend/views/beside/numbers.js";

/** @typedef {import("../../../../vitviz/web/frontend/views/beside/numbers.js").NumbersView} NumbersView */

const WORDS = { nats_value: "{nats}", reach_value: "{pixels} px", received_value: "{times}" };

/** @param {number} prefix @param {number[]} weights */
function side(prefix, weights) {
  const scene = { grid: [1, 2], patch: [8, 8], tokens: weights.length, prefix, place: () => ({ row: 1, col: 1 }) };
  return { scene, map: { query: "0", head: "0.0", by: "row", signed: false, weights: new Float32Array(weights) } };
}

const [a, b] = [side(1, [0.5, 0.25, 0.25]), side(0, [0.75, 0.25])];
const view = /** @type {NumbersView} */ (/** @type {unknown} */ ({ scenes: [a.scene, b.scene], maps: [a.map, b.map],
  pointed: [1, 0], comparable: false, formats: formats("en") }));

test("each side is read at its own patch, and nothing is subtracted where maps are not comparable", () => {
  const rows = Object.fromEntries(rowsOf(view, WORDS).map(({ id, texts }) => [id, texts]));
  assert.deepEqual(rows.weight, ["25%", "75%", ""]);
  assert.deepEqual(rows.to_prefix, ["50%", "", ""]);
  assert.deepEqual(rows.reach.slice(0, 2), ["4 px", "2 px"]);
});

test("a place that one side does not see is read on neither: the largest are shown", () => {
  const ids = rowsOf({ ...view, pointed: [1, null] }, WORDS).map(({ id }) => id);
  assert.ok(ids.includes("largest") && !ids.includes("weight"));
});

test("what is comparable is subtracted", () => {
  const same = { ...view, scenes: [view.scenes[0], view.scenes[0]], maps: [view.maps[0], view.maps[0]], pointed: [1, 1], comparable: true };
  const [weight] = rowsOf(/** @type {NumbersView} */ (/** @type {unknown} */ (same)), WORDS);
  assert.deepEqual(weight.texts, ["25%", "25%", "0%"]);
});
