import assert from "node:assert/strict";
import test from "node:test";

import "../elements.js";
import { ByShare, placed, stretches, summary, tenths } from "../../../vitviz/web/frontend/charts/by_share.js";

const SHARES = [0.01, 0.1, 1];
const LINES = [{ id: "cnn", runs: [[0.2, 0.3], [0.4, NaN], [0.5, 0.5]] }, { id: "vit", runs: [[0.1, NaN], [NaN, NaN], [0.4, NaN]] }];
const SIZE = [600, 300];

test("ten times the photos are the same step to the right, wherever", () => {
  const { x } = placed({ shares: SHARES, lines: LINES }, SIZE);
  assert.ok(Math.abs((x(0.1) - x(0.01)) - (x(1) - x(0.1))) < 1e-9);
  assert.ok(x(0.01) > 0 && x(1) < SIZE[0]);
});

test("zero stands at the bottom and what is larger above it", () => {
  const { y, bottom, most } = placed({ shares: SHARES, lines: LINES }, SIZE);
  assert.equal(y(0), bottom);
  assert.ok(y(0.5) < y(0.4) && most >= 0.5);
});

test("every run that has ended is a dot, and no other", () => {
  const { dots } = placed({ shares: SHARES, lines: LINES }, SIZE);
  assert.equal(dots.length, 7);
  assert.deepEqual(dots.filter(({ line }) => line === 1).map(({ share, run, value }) => [share, run, value]),
    [[0, 0, 0.1], [2, 0, 0.4]]);
});

test("two lines with equal values do not hide each other", () => {
  const runs = [[0.3], [0.3], [0.3]];
  const { dots } = placed({ shares: SHARES, lines: [{ id: "a", runs }, { id: "b", runs }] }, SIZE);
  assert.ok(Math.abs(dots[0].point[0] - dots[3].point[0]) >= 7);
});

test("where nothing has ended there is an axis and no dot", () => {
  const { dots, most } = placed({ shares: SHARES, lines: [{ id: "a", runs: [[NaN], [NaN], [NaN]] }] }, SIZE);
  assert.deepEqual(dots, []);
  assert.ok(Number.isFinite(most) && most > 0);
});

test("the axis counts in tenths, and in fifths where there are many", () => {
  assert.deepEqual(tenths(0.49), [0, 0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(tenths(0.95), [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(tenths(0.05), [0]);
});

test("a summary is of what is there", () => {
  assert.deepEqual(summary([0.25, NaN, 0.75]), { mean: 0.5, low: 0.25, high: 0.75, count: 2 });
  assert.equal(summary([NaN]), null);
});

test("no line leads over what is missing", () => {
  const one = (mean) => ({ mean, low: mean, high: mean, count: 1 });
  assert.deepEqual(stretches([one(1), null, one(3), one(4)]), [[[0, 1]], [[2, 3], [3, 4]]]);
  assert.deepEqual(stretches([null, null]), []);
});

test("the pointer finds the dot that is near, and none that is far", () => {
  const element = Object.assign(document.createElement("div"), { style: {}, clientWidth: 600, clientHeight: 300,
    getBoundingClientRect: () => ({ left: 10, top: 20 }), replaceChildren: () => {} });
  const chart = new ByShare(element, () => {});
  chart.paint({ shares: SHARES, lines: LINES, pointed: null, across: "", up: "", label: "", empty: "",
    larger: "1", say: String });
  const [x, y] = chart.dots[0].point;
  assert.equal(chart.at({ clientX: x + 13, clientY: y + 21 })?.value, 0.2);
  assert.equal(chart.at({ clientX: x + 10, clientY: y + 100 }), null);
});
