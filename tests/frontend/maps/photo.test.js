import assert from "node:assert/strict";
import { test } from "node:test";

import { around, pinsOf } from "../../../vitviz/web/frontend/maps/photo.js";

test("of an ordinary photo all is shown", () => {
  assert.deepEqual(around({ size: [400, 600], box: [100, 0, 500, 400] }), [0, 0, 600, 400]);
});

test("of a very long photo what lies around the model's box is shown", () => {
  assert.deepEqual(around({ size: [100, 2000], box: [900, 0, 1000, 100] }), [800, 0, 1100, 100]);
});

test("two pins on one patch share its corner", () => {
  assert.deepEqual(pinsOf({ a: "12@3.1", b: "12@rollout" }), [["A B", "12"]]);
});

test("two pins apart have a letter each", () => {
  assert.deepEqual(pinsOf({ a: "12@3.1", b: "p0@3.1" }), [["A", "12"], ["B", "p0"]]);
});

test("a pin that is not set is not shown", () => {
  assert.deepEqual(pinsOf({ a: "", b: "7@0.0" }), [["B", "7"]]);
  assert.deepEqual(pinsOf({ a: "", b: "" }), []);
});

test("the wall's letters stand at the heads of the pins", () => {
  assert.deepEqual(pinsOf({ a: "12@3.1", b: "12@rollout" }, "head"), [["A", "3.1"], ["B", "rollout"]]);
  assert.deepEqual(pinsOf({ a: "", b: "7@0.0" }, "head"), [["B", "0.0"]]);
});
