import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { cosineScale } from "../../../../vitviz/web/frontend/views/inside/cosine_scale.js";
import { close } from "../../numbers.js";

const COSINES = [Float32Array.of(0.2, 1, 0.6), Float32Array.of(-0.2, 0.4)];
const QUERY = { on: 0, patch: 1 };
const english = formats("en");

test("on the fixed scale cosines stay as they are", () => {
  const { values, signed, say, marks } = cosineScale(COSINES, QUERY, false, english);
  assert.equal(values, COSINES);
  assert.ok(signed);
  assert.equal(say(-0.2), "−0.20");
  assert.deepEqual(marks, [[0, "−1"], [0.5, "0"], [1, "1"]]);
});

test("else the scale goes from the lowest to the highest of both photos besides the query", () => {
  const { values, signed, marks } = cosineScale(COSINES, QUERY, true, english);
  close(values[0], [0.5, 1.5, 1], 1e-6);
  close(values[1], [0, 0.75], 1e-6);
  assert.equal(signed, false);
  assert.deepEqual(marks, [[0, "−0.20"], [1, "0.60"]]);
});

test("a value of that scale is still said as its cosine", () => {
  const { values, say } = cosineScale(COSINES, QUERY, true, english);
  assert.deepEqual([...values[0]].map(say), ["0.20", "1.00", "0.60"]);
});

test("a single patch, or equal ones, have a scale too", () => {
  const { values } = cosineScale([Float32Array.of(1)], { on: 0, patch: 0 }, true, english);
  assert.ok(values[0].every(Number.isFinite));
  close(cosineScale([Float32Array.of(0.5, 0.5, 1)], { on: 0, patch: 2 }, true, english).values[0], [0, 0, 0.5], 1e-6);
});
