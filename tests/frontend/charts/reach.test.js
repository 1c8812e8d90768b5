import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestDot, placed } from "../../../vitviz/web/frontend/charts/reach.js";

// Layers 1 and 3 of a model, the second with one head less.
const FOUND = { layers: [1, 3], heads: 2, values: Float32Array.from([20, 80, 50, NaN]), even: 100, width: 224 };
const { dots, y, lines } = placed(FOUND, [248, 134]);

test("there is a dot for each head that has the number, named as the wall names it", () => {
  assert.deepEqual(dots.map(({ name, layer, value }) => [name, layer, value]),
    [["1.0", 1, 20], ["1.1", 1, 80], ["3.0", 3, 50]]);
});

test("dots of a layer stand above its number, deeper layers to the right", () => {
  assert.deepEqual(lines.map(([, layer]) => layer), [1, 3]);
  assert.equal(dots[0].point[0], dots[1].point[0]);
  assert.deepEqual([dots[0].point[0], dots[2].point[0]], lines.map(([x]) => x));
  assert.ok(lines[0][0] < lines[1][0]);
});

test("height is in proportion to reach, from 0 on", () => {
  const ground = y(0);
  for (const { value, point } of dots) {
    assert.ok(Math.abs((ground - point[1]) / (ground - y(100)) - value / 100) < 1e-9);
  }
  assert.ok(y(100) > 0 && ground < 134);
});

test("the nearest dot is the one that is meant, far from all none", () => {
  const [x, top] = dots[1].point;
  assert.equal(nearestDot(dots, [x + 3, top - 2])?.name, "1.1");
  assert.equal(nearestDot(dots, [x, dots[0].point[1] + 4])?.name, "1.0");
  assert.equal(nearestDot(dots, [-50, -50]), null);
  assert.equal(nearestDot([], [0, 0]), null);
});
