import assert from "node:assert/strict";
import { test } from "node:test";

import * as attention from "../../../vitviz/web/frontend/math/attention.js";
import { close, named, numbers } from "../numbers.js";

const FACTS = { heads: 3, queries: 8, tokens: 11, dim: 6, bias: false };

/** A layer in float64, softmax over its rows: [head][query][token]. */
function exact({ heads, queries, tokens, dim, q, k, b }) {
  return numbers(heads, (head) => numbers(queries, (i) => {
    const logits = numbers(tokens, (j) => {
      let sum = b ? b[(head * queries + i) * tokens + j] : 0;
      for (let d = 0; d < dim; d++) {
        sum += q[(head * queries + i) * dim + d] * k[(head * tokens + j) * dim + d];
      }
      return sum;
    });
    const total = logits.reduce((all, logit) => all + Math.exp(logit), 0);
    return logits.map((logit) => Math.exp(logit) / total);
  }));
}

/** A layer of made-up numbers, with the log-sum-exp that belongs to them. */
function layerOf(facts) {
  const { heads, queries, tokens, dim, bias } = facts;
  const made = (count, seed) => Float32Array.from({ length: count }, (_, i) => Math.sin(seed + 1.7 * i));
  const layer = { ...facts, q: made(heads * queries * dim, 1), k: made(heads * tokens * dim, 2),
    b: bias ? made(heads * queries * tokens, 3) : null, lse: new Float32Array(heads * queries) };
  const weights = exact(layer);
  for (let head = 0; head < heads; head++) {
    for (let i = 0; i < queries; i++) {
      let logit = layer.b ? layer.b[(head * queries + i) * tokens] : 0;
      for (let d = 0; d < dim; d++) logit += layer.q[(head * queries + i) * dim + d] * layer.k[head * tokens * dim + d];
      layer.lse[head * queries + i] = logit - Math.log(weights[head][i][0]);
    }
  }
  return { layer, weights };
}

for (const bias of [false, true]) {
  const { layer, weights } = layerOf({ ...FACTS, bias });
  const name = bias ? "with a bias" : "without a bias";

  test(`a row ${name} is the softmax of its products`, () => {
    for (let head = 0; head < layer.heads; head++) {
      for (let i = 0; i < layer.queries; i++) {
        const out = new Float32Array(layer.tokens + 2);
        attention.row(layer, head, i, out, 1);
        close(out.subarray(1, -1), weights[head][i], 1e-6);
        assert.deepEqual([out[0], out.at(-1)], [0, 0]);
      }
    }
  });

  test(`a column ${name} is what every row gives to its token`, () => {
    for (let head = 0; head < layer.heads; head++) {
      for (let j = 0; j < layer.tokens; j++) {
        const out = new Float32Array(layer.queries);
        attention.column(layer, head, j, out, 0);
        close(out, weights[head].map((row) => row[j]), 1e-6);
      }
    }
  });

  test(`a row of every head ${name} has their mean after it`, () => {
    const out = new Float32Array((layer.heads + 1) * layer.tokens);
    attention.allHeads(layer, 5, "row", out, 0);
    const mean = numbers(layer.tokens, (j) => weights.reduce((sum, head) => sum + head[5][j], 0) / 3);
    close(out, [...weights.flatMap((head) => head[5]), ...mean], 1e-6);
  });

  test(`a column of every head ${name} leaves the tokens that ask nothing at zero`, () => {
    const out = new Float32Array((layer.heads + 1) * layer.tokens).fill(7);
    attention.allHeads(layer, 2, "column", out, 0);
    const column = (head) => numbers(layer.tokens, (i) => head[i]?.[2] ?? 0);
    const columns = weights.map(column);
    const mean = numbers(layer.tokens, (i) => columns.reduce((sum, one) => sum + one[i], 0) / 3);
    close(out, [...columns.flat(), ...mean], 1e-6);
  });
}

test("equal keys are looked at equally", () => {
  const { layer } = layerOf({ ...FACTS, heads: 1 });
  layer.k.fill(0.5);
  layer.lse = layer.lse.map((_, i) => {
    const query = layer.q.subarray(i * 6, (i + 1) * 6);
    return Math.log(11) + query.reduce((sum, value) => sum + 0.5 * value, 0);
  });
  const out = new Float32Array(11);
  attention.row(layer, 0, 3, out, 0);
  close(out, new Array(11).fill(1 / 11), 1e-6);
});

test("a token that asks nothing has no row", () => {
  const { layer } = layerOf(FACTS);
  const out = new Float32Array((layer.heads + 1) * layer.tokens).fill(7);
  attention.allHeads(layer, layer.queries, "row", out, 0);
  assert.ok(out.every((value) => value === 0));
});

test("a product of any length is the sum of its products", () => {
  const [a, b] = [3, 4].map((seed) => Float32Array.from({ length: 40 }, (_, i) => Math.cos(seed * i)));
  for (let dim = 0; dim < 20; dim++) {
    const expected = numbers(dim, (d) => a[2 + d] * b[5 + d]).reduce((sum, one) => sum + one, 0);
    close([attention.dot(a, 2, b, 5, dim)], [expected], 1e-9);
  }
});

test("products with many stretches are the product with each, and touch nothing else", () => {
  const [a, b] = [3, 4].map((seed) => Float32Array.from({ length: 80 }, (_, i) => Math.cos(seed * i)));
  for (let dim = 1; dim < 8; dim++) {
    for (let count = 0; count < 10; count++) {
      const out = new Float32Array(count + 2).fill(7);
      attention.products(a, 2, b, 5, count, dim, out, 1);
      close(out, [7, ...numbers(count, (n) => attention.dot(a, 2, b, 5 + n * dim, dim)), 7], 1e-6);
    }
  }
});

for (const bias of [false, true]) {
  test(`a bundle ${bias ? "with" : "without"} a bias gives the layer's arrays`, () => {
    const arrays = Object.fromEntries(["lse", "queries", "keys", "means", ...(bias ? ["bias"] : [])]
      .map((name, i) => [name, named([2], () => i)]));
    const layer = attention.layerOf({ header: { scale: 0.5 }, arrays }, { ...FACTS, bias });
    assert.deepEqual([layer.lse[0], layer.q[0], layer.k[0], layer.means[0], layer.b && layer.b[0]],
      [0, 1, 2, 3, bias ? 4 : null]);
    assert.equal(layer.scale, 0.5);
    assert.equal(layer.heads, FACTS.heads);
  });
}

/** Query 2, keys 3 and 1, in the first of four numbers, as the server sends them: scores 3 and 1. */
const PAIR = { heads: 1, queries: 1, tokens: 2, dim: 4, scale: 0.5, q: Float32Array.of(1, 0, 0, 0),
  k: Float32Array.of(1, 0, 0, 0, -1, 0, 0, 0), means: Float32Array.of(2, 0, 0, 0), b: null,
  lse: Float32Array.of(Math.log(Math.E + 1 / Math.E)) };

test("a weight arises from the product of query and key, scaled, and the softmax of its row", () => {
  const { product, bias, score, exponential, total, weight } = attention.arising(PAIR, 0, 0, 0);
  close([product, score, exponential, total], [6, 3, Math.exp(3), Math.exp(3) + Math.E], 1e-5);
  close([weight, exponential / total], [1, 1].map(() => 1 / (1 + Math.exp(-2))), 1e-6);
  assert.equal(bias, null);
});

test("what is added to a score is told by itself", () => {
  const lse = Float32Array.of(Math.log(Math.exp(1) + Math.exp(1)));
  const { product, bias, score, weight } = attention.arising({ ...PAIR, b: Float32Array.of(0, 2), lse }, 0, 0, 1);
  close([product, bias, score, weight], [2, 2, 3, 0.5], 1e-6);
});

test("the weight that arises is the one that the map shows", () => {
  const { layer } = layerOf({ ...FACTS, bias: true });
  Object.assign(layer, { scale: 0.25, means: Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)) });
  const out = new Float32Array(layer.tokens);
  attention.row(layer, 2, 5, out, 0);
  const arisen = numbers(layer.tokens, (j) => attention.arising(layer, 2, 5, j));
  close(arisen.map(({ weight }) => weight), out, 1e-6);
  close(arisen.map(({ exponential, total }) => exponential / total), out, 1e-5);
});

test("a rollout's row and column are the matrix's", () => {
  const matrix = Float32Array.from({ length: 9 }, (_, i) => i);
  const out = new Float32Array(5);
  attention.line(matrix, 3, 1, "row", out, 1);
  assert.deepEqual([...out], [0, 3, 4, 5, 0]);
  attention.line(matrix, 3, 1, "column", out, 1);
  assert.deepEqual([...out], [0, 1, 4, 7, 0]);
});

test("even weights have the entropy of their number, a single one has none", () => {
  close([attention.entropy(new Array(50).fill(0.02))], [Math.log(50)], 1e-12);
  assert.equal(attention.entropy([0, 1, 0]), 0);
});

test("a query between the patches that it looks at reaches as far as they are from its middle", () => {
  // Of a grid of twice as many rows and columns the first patch, a quarter of a patch off the corner's middle.
  close([attention.reach([1, 0, 0, 1], 0, 2, [-0.25, -0.25], [16, 16])],
    [(Math.hypot(4, 4) + Math.hypot(20, 20)) / 2], 1e-12);
});

test("the reach is the mean distance in pixels, without the prefix", () => {
  const weights = [0.9, 0, 0, 0, 0, 0.02, 0.08]; // one prefix token, 2 x 3 patches
  close([attention.reach(weights, 1, 3, [0, 0], [10, 20])],
    [0.2 * Math.hypot(10, 20) + 0.8 * Math.hypot(10, 40)], 1e-12);
  assert.equal(attention.reach([1, 1], 1, 1, [0, 0], [14, 14]), 0);
  assert.ok(Number.isNaN(attention.reach([1, 0, 0], 1, 2, [0, 0], [14, 14])));
});

test("of differential attention row and column are the first map less lambda times the second", () => {
  const [one, other] = [layerOf(FACTS), layerOf({ ...FACTS, bias: true })];
  const map = { ...other.layer, b: other.layer.b };
  const layer = { ...one.layer, less: { map, factor: 0.6 } };
  const known = (head, i, j) => one.weights[head][i][j] - 0.6 * other.weights[head][i][j];
  for (let head = 0; head < FACTS.heads; head++) {
    const [across, down] = [new Float32Array(FACTS.tokens + 1), new Float32Array(FACTS.queries + 1)];
    attention.row(layer, head, 3, across, 1);
    attention.column(layer, head, 5, down, 1);
    close(across.subarray(1), numbers(FACTS.tokens, (j) => known(head, 3, j)), 1e-6);
    close(down.subarray(1), numbers(FACTS.queries, (i) => known(head, i, 5)), 1e-6);
    assert.equal(across[0], 0);
  }
});

test("the second map comes under names of its own, with its lambda", () => {
  const arrays = Object.fromEntries(["lse", "queries", "keys", "means"].flatMap((name, n) =>
    [[name, named([1, 2], () => n)], [`${name}_less`, named([1, 2], () => 10 + n)]]));
  const { less, q } = attention.layerOf({ header: { scale: 1, factor: 0.25 }, arrays }, FACTS);
  assert.deepEqual([q[0], less.map.q[0], less.map.k[0], less.map.lse[0], less.map.means[0]], [1, 11, 12, 10, 13]);
  assert.equal(less.factor, 0.25);
  assert.equal(attention.layerOf({ header: { scale: 1 }, arrays }, FACTS).less, undefined);
});
