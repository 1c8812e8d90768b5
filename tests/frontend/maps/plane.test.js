import assert from "node:assert/strict";
import { test } from "node:test";

import { pointsOf } from "../../../vitviz/web/frontend/maps/plane.js";

const WHOLE = [340, 240];

test("a unit is as long in both directions", () => {
  const scene = { grid: [1, 3], axes: 3, scores: Float32Array.of(0, 0, 9, 1, 0, 9, 0, 1, 9),
    ranges: [[0, 1], [0, 1], [9, 9]] };
  const [origin, right, up] = pointsOf(scene, WHOLE);
  assert.ok(Math.abs((right[0] - origin[0]) - (origin[1] - up[1])) < 1e-9);
  assert.deepEqual([right[1], up[0]], [origin[1], origin[0]]);
});

test("all points lie within the room that the axes leave", () => {
  const scores = Float32Array.from({ length: 2 * 15 }, (_, i) => Math.sin(7 * i) * (i % 2 ? 1 : 40));
  const along = (axis) => Array.from(scores).filter((_, i) => i % 2 === axis);
  const ranges = [0, 1].map((axis) => [Math.min(...along(axis)), Math.max(...along(axis))]);
  for (const [x, y] of pointsOf({ grid: [3, 5], axes: 2, scores, ranges }, WHOLE)) {
    assert.ok(x >= 28 - 1e-6 && x <= 340 - 12 + 1e-6 && y >= 12 - 1e-6 && y <= 240 - 28 + 1e-6);
  }
});

test("a table of one component has its points on a line", () => {
  const scene = { grid: [2, 1], axes: 1, scores: Float32Array.of(-1, 1), ranges: [[-1, 1]] };
  const [[x0, y0], [x1, y1]] = pointsOf(scene, WHOLE);
  assert.ok(x0 < x1);
  assert.equal(y0, y1);
});
