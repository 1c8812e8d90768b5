import assert from "node:assert/strict";
import { test } from "node:test";

import { ResidualStream } from "../../../vitviz/web/frontend/math/residual_stream.js";
import { close, named, numbers } from "../numbers.js";

const [DEPTHS, TOKENS, DIM, PREFIX] = [3, 6, 7, 1];

/** A stream of made-up directions. */
function stream(change = {}) {
  const unit = named([DEPTHS, TOKENS, DIM], (i) => Math.sin(3 + i * i));
  for (let token = 0; token < DEPTHS * TOKENS; token++) {
    const one = unit.values.subarray(token * DIM, (token + 1) * DIM);
    const length = Math.hypot(...one);
    one.forEach((value, d) => { one[d] = value / length; });
  }
  const arrays = { unit, norms: named([DEPTHS, TOKENS], (i) => 1 + i),
    sinks: named([DEPTHS, TOKENS], () => 0), attention: named([DEPTHS - 1, TOKENS], (i) => i),
    mlp: named([DEPTHS - 1, TOKENS], (i) => 30 - i), ...change };
  return new ResidualStream({ header: {}, arrays });
}

test("the cosine with a token is the product of the two directions", () => {
  const found = stream();
  const { unit } = found;
  const product = (one, other) => numbers(DIM, (d) => unit[one * DIM + d] * unit[other * DIM + d])
    .reduce((sum, value) => sum + value, 0);
  for (let token = 0; token < TOKENS; token++) {
    const expected = numbers(DEPTHS * TOKENS, (i) =>
      product(Math.floor(i / TOKENS) * TOKENS + token, i));
    close(found.cosines(token), expected, 1e-6);
  }
});

test("a token's cosine with itself is one, never more", () => {
  const cosines = stream().cosines(4);
  for (let depth = 0; depth < DEPTHS; depth++) close([cosines[depth * TOKENS + 4]], [1], 1e-6);
  assert.ok(cosines.every((value) => value >= -1 && value <= 1));
});

test("a token's length is told in those of the median patch of its depth", () => {
  const found = stream().relative(PREFIX);
  const medians = [4, 10, 16]; // of patches with norms 2 to 6, 8 to 12, 14 to 18
  close(found, numbers(DEPTHS * TOKENS, (i) => (1 + i) / medians[Math.floor(i / TOKENS)] - 1), 1e-6);
});

test("what a layer adds to a token stands beside the median patch", () => {
  assert.deepEqual(stream().added(2, PREFIX), [
    { attention: 2, mlp: 28, attentionUsual: 3, mlpUsual: 27 },
    { attention: 8, mlp: 22, attentionUsual: 9, mlpUsual: 21 }]);
});

test("the scale of what is added ends at the largest of both", () => {
  assert.equal(stream().most, 30);
});

test("the depths and patches that stand out are those marked", () => {
  const sinks = named([DEPTHS, TOKENS], (i) => (i === 3 || i === 2 * TOKENS + 3 || i === 2 * TOKENS + 5 ? 1 : 0));
  const found = stream({ sinks });
  assert.deepEqual(found.outlying(3), [0, 2]);
  assert.deepEqual(found.outlying(1), []);
  assert.deepEqual(found.marks(2, PREFIX), [2, 4]);
});
