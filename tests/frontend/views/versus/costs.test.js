import assert from "node:assert/strict";
import test from "node:test";

import { evenAt, partsAt } from "../../../../vitviz/web/frontend/views/versus/costs.js";

test("the parts are the constant, the number and its square", () => {
  assert.deepEqual(partsAt([3, 2, 0.5], 10), [3, 20, 50]);
});

test("linear and quadratic part are equal at their quotient", () => {
  const [, linear, quadratic] = partsAt([3, 2, 0.5], evenAt([3, 2, 0.5]));
  assert.equal(linear, quadratic);
});

test("without one of the two they are never equal", () => {
  assert.equal(evenAt([3, 2, 0]), Infinity);
  assert.equal(evenAt([3, 0, 2]), Infinity);
  assert.equal(evenAt([3, 2, 1e-18]), Infinity);
});
