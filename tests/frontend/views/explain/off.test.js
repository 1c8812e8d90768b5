import assert from "node:assert/strict";
import { test } from "node:test";

import { namesOff, partsOff, toggled } from "../../../../vitviz/web/frontend/views/explain/off.js";

const HEADS = [3, 3, 2];

test("nothing is off where nothing is named", () => {
  assert.deepEqual([...namesOff("")], []);
  assert.deepEqual(partsOff("", HEADS), []);
});

test("heads and whole layers are read", () => {
  assert.deepEqual(partsOff("0.2-1.all", HEADS), [{ layer: 0, head: 2 }, { layer: 1, head: null }]);
});

test("what the model does not have is left out", () => {
  assert.deepEqual(partsOff("2.2-3.0-3.all-2.1", HEADS), [{ layer: 2, head: 1 }]);
});

test("what names nothing is left out", () => {
  assert.deepEqual(partsOff("1-.1-a.b-1.x-all.1", HEADS), []);
});

test("what was on is off after a toggle, and the others stay", () => {
  assert.equal(toggled("", "0.1"), "0.1");
  assert.equal(toggled("0.1", "1.all"), "0.1-1.all");
});

test("what was off is on after a toggle", () => {
  assert.equal(toggled("0.1-1.all-2.0", "1.all"), "0.1-2.0");
});
