import assert from "node:assert/strict";
import { test } from "node:test";

import { DWELL, during, inTurn, LAST, lengthOf, moved, STAGES, sumAt } from "../../../../vitviz/web/frontend/views/lesson/flow_motion.js";
import { numbers } from "../../numbers.js";

const EVERY = numbers(901, (i) => i / 100); // positions

test("one stage takes less than a second, all layers less than two", () => {
  const lengths = numbers(LAST, lengthOf);
  assert.deepEqual(lengths.filter((length) => length > 900), [lengthOf(STAGES.indexOf("mlp"))]);
  assert.ok(Math.min(...lengths) >= 600 && Math.max(...lengths) < 2000);
});

test("half of a stage's time leads half of the way, all of it there", () => {
  assert.deepEqual(moved(2, 3, 400), { position: 2.5, done: false });
  assert.deepEqual(moved(2, 3, 800), { position: 3, done: true });
});

test("back is the same way", () => {
  assert.equal(moved(3, 2, 200).position, 5 - moved(2, 3, 200).position);
});

test("a way that was left halfway goes on from there", () => {
  assert.deepEqual(moved(2.5, 2, 400), { position: 2, done: true });
});

test("far stages are reached through all between, and within three seconds", () => {
  const way = numbers(31, (i) => moved(0, LAST, i * 100).position);
  assert.ok(way.every((position, i) => i === 0 || position >= way[i - 1]));
  assert.ok(way.some((position) => position > 4 && position < 5));
  assert.equal(way.at(-1), LAST);
});

test("played through, every stage but the last rests to be read", () => {
  const at = (elapsed) => moved(0, LAST, elapsed, { dwell: DWELL });
  assert.deepEqual(at(DWELL - 1), { position: 0, done: false });
  const whole = LAST * DWELL + numbers(LAST, lengthOf).reduce((total, length) => total + length);
  assert.ok(!at(whole - 1).done);
  assert.deepEqual(at(whole), { position: LAST, done: true });
});

test("without movement it is always at a stage", () => {
  assert.deepEqual(moved(0, 5, 0, { still: true }), { position: 5, done: true });
  const seen = numbers(300, (i) => moved(0, LAST, i * 100, { dwell: DWELL, still: true }).position);
  assert.deepEqual([...new Set(seen)], numbers(LAST + 1, (i) => i));
});

test("nowhere to go is done at once", () => {
  assert.deepEqual(moved(4, 4, 0, { dwell: DWELL }), { position: 4, done: true });
});

test("the first of many leaves first, and all are there in the end", () => {
  assert.ok(inTurn(0.3, 0) > inTurn(0.3, 0.5));
  assert.deepEqual([inTurn(0, 0), inTurn(0, 1), inTurn(1, 0), inTurn(1, 1)], [0, 0, 1, 1]);
});

test("a part of the way is nothing before it and all behind it", () => {
  assert.deepEqual([during(1, 2, 3), during(2.5, 2, 3), during(4, 2, 3)], [0, 0.5, 1]);
});

test("at rest a sum is open: positions, attention, MLP stand beside their vector", () => {
  const open = [4, 5, 6].map((position) => sumAt(position, 12));
  assert.deepEqual(open.map(({ base, addend, spread }) => [base, addend, spread]), [
    ["vectors", "positions", 1], ["stream", "attention", 1], ["middle", "mlp", 1]]);
});

test("an addend is never changed while it is seen", () => {
  for (const [i, position] of EVERY.entries()) {
    const [before, now] = [sumAt(EVERY[Math.max(0, i - 1)], 12), sumAt(position, 12)];
    if (before.addend !== now.addend) assert.ok(Math.min(before.spread, now.spread) < 0.02, `at ${position}`);
  }
});

test("the layers are gone through from the first to the last", () => {
  const depths = EVERY.filter((position) => position >= 6.2 && position <= 7).map((position) => sumAt(position, 12).depth);
  assert.ok(depths.every((depth, i) => i === 0 || depth >= depths[i - 1]));
  assert.ok(Math.abs(depths[0] - 1) < 1e-9 && depths.at(-1) === 12 && sumAt(9, 12).depth === 12);
});
