import assert from "node:assert/strict";
import { test } from "node:test";

import { span, ticks, unitOf } from "../../../vitviz/web/frontend/charts/ticks.js";

test("ticks begin at 0, are a few, and do not pass the largest value", () => {
  for (const most of [0.00031, 0.09, 0.7, 1, 3, 12, 99.9, 4321]) {
    const found = ticks(most);
    assert.equal(found[0], 0);
    assert.ok(found.length >= 2 && found.length <= 5, String(found));
    assert.ok(found.at(-1) <= most);
  }
});

test("where nothing is added the only tick is 0", () => {
  assert.deepEqual(ticks(0), [0]);
});

test("a span holds all its values in even round steps", () => {
  for (const values of [[0.1, 0.93], [-3.2, 7.8], [5], [-0.004, -0.001], [12, 1234]]) {
    const { from, to, steps } = span(values);
    assert.ok(from <= Math.min(...values) && to >= Math.max(...values));
    assert.ok(to > from);
    assert.equal(steps[0], from);
    assert.ok(Math.abs(steps.at(-1) - to) < 1e-9);
  }
});

test("only small numbers are counted in a power of ten", () => {
  assert.deepEqual([0, 0.0004, 0.05, 0.1, 12].map(unitOf), [0, -4, -2, 0, 0]);
});
