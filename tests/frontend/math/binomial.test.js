import assert from "node:assert/strict";
import test from "node:test";

import { margin } from "../../../vitviz/web/frontend/math/binomial.js";

test("the interval of a half of 10,000 is one percent either way", () => {
  assert.ok(Math.abs(margin(0.5, 10_000) - 0.0098) < 1e-12);
});

test("95 of 100 draws lie within it", () => {
  // The exact binomial distribution of 400 photos at 0.3: probability within the margin.
  const [n, p] = [400, 0.3];
  let logs = n * Math.log(1 - p), inside = 0;
  for (let k = 0; k <= n; k++) {
    if (Math.abs(k / n - p) <= margin(p, n)) inside += Math.exp(logs);
    logs += Math.log(n - k) - Math.log(k + 1) + Math.log(p / (1 - p));
  }
  assert.ok(Math.abs(inside - 0.95) < 0.01, String(inside));
});

test("what is never or always so has no interval", () => {
  assert.equal(margin(0, 50), 0);
  assert.equal(margin(1, 50), 0);
});
