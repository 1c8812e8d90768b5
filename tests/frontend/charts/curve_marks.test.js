import assert from "node:assert/strict";
import { test } from "node:test";

import { marksOf, nearest, pathOf } from "../../../vitviz/web/frontend/charts/curve_marks.js";

/** A line of 21 points, 20 pixels apart. */
const line = (id, y) => ({ id, points: Array.from({ length: 21 }, (_, i) => [20 * i, y(i)]) });

test("a line bears its number on an inner point of its own", () => {
  const lines = [line("a", (i) => 100 - 4 * i), line("b", (i) => 4 * i)];
  const marks = marksOf(lines);
  for (const { id, points } of lines) {
    assert.ok(points.slice(1, -1).includes(marks.get(id)));
  }
});

test("the number stands where the lines are apart", () => {
  const marks = marksOf([line("a", () => 100), line("b", (i) => (i >= 8 && i <= 12 ? 60 : 99))]);
  assert.ok(marks.get("a")[0] >= 160 && marks.get("a")[0] <= 240);
});

test("the numbers of lines that lie on each other do not", () => {
  const lines = Array.from({ length: 6 }, (_, i) => line(String(i), () => 50));
  const marks = [...marksOf(lines).values()];
  marks.forEach(([x, y], i) => marks.slice(0, i).forEach(([x2, y2]) => {
    assert.ok(Math.hypot(x - x2, y - y2) >= 20);
  }));
});

test("a line without inner points bears its number at its first", () => {
  assert.deepEqual(marksOf([{ id: "a", points: [[0, 1], [9, 2]] }]).get("a"), [0, 1]);
});

test("of equally near items the first is meant", () => {
  assert.equal(nearest([5, 3, 3, 8], (value) => Math.abs(value - 3)), 1);
});

test("a path goes through its points to a tenth of a pixel", () => {
  assert.equal(pathOf([[0, 1.25], [10.04, 3]]), "M0.0 1.3L10.0 3.0");
});
