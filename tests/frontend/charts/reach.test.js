import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestDot, placed, reachesOf } from "../../../vitviz/web/frontend/charts/reach.js";

// Layers 1 and 3 of a model, the second with one head less.
const FOUND = { layers: [1, 3], heads: 2, values: Float32Array.from([20, 80, 50, NaN]), even: [100, 100], width: 224,
  usual: null };
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

const USUAL = { mean: Float32Array.from([30, 70, 40, NaN]), deviation: new Float32Array(4), photos: 9, bundled: 2 };

test("the mean over many photos is a dash right of the head's dot, on the same scale", () => {
  const { dashes, dots: beside, y: scale } = placed({ ...FOUND, usual: USUAL }, [248, 134]);
  assert.deepEqual(dashes.map(({ name }) => name), beside.map(({ name }) => name));
  assert.deepEqual(dashes.map((dash) => dash.y), [30, 70, 40].map(scale));
  dashes.forEach(({ x, length }, i) => assert.ok(x > beside[i].point[0] + 4 && length >= 3));
});

test("even attention is one line, or one a layer where windows let layers see less", () => {
  assert.deepEqual(placed(FOUND, [248, 134]).evens, [[100, 40, 240]]);
  const { evens, y: scale } = placed({ ...FOUND, even: [30, 90] }, [248, 134]);
  assert.deepEqual(evens, [[30, 42, 138], [90, 142, 238]]);
  assert.ok(scale(90) > 0);
});

test("a mean above all dots is within the chart", () => {
  const far = { ...USUAL, mean: Float32Array.from([30, 170, 40, NaN]) };
  assert.ok(placed({ ...FOUND, usual: far }, [248, 134]).y(170) > 0);
});

test("without a table of many photos there are no dashes", () => {
  assert.deepEqual(placed(FOUND, [248, 134]).dashes, []);
});

test("an answer's numbers are the chart's, with the mean over many photos where it has one", () => {
  const array = (/** @type {number[]} */ numbers) => ({ values: Float32Array.from(numbers), shape: [2, 2] });
  const header = { layers: [0, 2], even_reach: [116, 116], width: 224, mean_over: null };
  const alone = { layers: [0, 2], values: Float32Array.from([1, 2, 3, 4]), heads: 2, even: [116, 116], width: 224, usual: null };
  const arrays = { reach: array([1, 2, 3, 4]), mean_reach: array([5, 6, 7, 8]), mean_reach_deviation: array([1, 1, 1, 1]) };
  assert.deepEqual(reachesOf({ header, arrays }), alone);
  assert.deepEqual(reachesOf({ header: { ...header, mean_over: { photos: 9, bundled: 2, command: "" } }, arrays }),
    { ...alone, usual: { mean: arrays.mean_reach.values, deviation: arrays.mean_reach_deviation.values, photos: 9, bundled: 2 } });
});

test("what the even line means stands on it, and above a head that looks farther", () => {
  const usual = placed(FOUND, [248, 134]);
  assert.equal(usual.said, Math.min(usual.y(100) - 8, ...usual.dots.map(({ point }) => point[1] - 9)));
  const near = placed({ ...FOUND, values: new Float32Array([10, 20, 30, 40]) }, [248, 134]);
  assert.equal(near.said, near.y(100) - 8);
  const far = placed({ ...FOUND, values: new Float32Array([10, 20, 30, 160]) }, [248, 134]);
  assert.equal(far.said, far.y(160) - 9);
  assert.ok(far.said >= 12);
});
