// The browser half of the mathematics: attention from half-precision queries and keys.
// Python's half is vitviz/web/payload.py; a test holds the two against each other.

import { halves } from "../lib/half.js";

export { halves }; // until net/bundle.js imports it from lib

/** @typedef {{heads:number, queries:number, tokens:number, dim:number, bias:boolean}} LayerFacts */
/** @typedef {LayerFacts & {lse:Float32Array, q:Float32Array, k:Float32Array,
 *            b:Float32Array|null}} LayerArrays */

/** One layer's blob: lse, queries, keys, bias. @returns {LayerArrays} */
export function parseLayer(buffer, /** @type {LayerFacts} */ facts) {
  const { heads, queries, tokens, dim } = facts;
  let at = 0;
  const lse = new Float32Array(buffer, at, heads * queries);
  at += lse.byteLength;
  const next = (count) => {
    const part = halves(new Uint16Array(buffer, at, count));
    at += count * 2;
    return part;
  };
  const q = next(heads * queries * dim);
  const k = next(heads * tokens * dim);
  const b = facts.bias ? next(heads * queries * tokens) : null;
  if (at !== buffer.byteLength) throw new Error("a layer's blob has another size than described");
  return { ...facts, lse, q, k, b };
}

/** The product of dim numbers of a from i on with those of b from j on. */
export function dot(a, i, b, j, dim) {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, d = 0;
  for (; d + 3 < dim; d += 4) {
    s0 += a[i + d] * b[j + d];
    s1 += a[i + d + 1] * b[j + d + 1];
    s2 += a[i + d + 2] * b[j + d + 2];
    s3 += a[i + d + 3] * b[j + d + 3];
  }
  for (; d < dim; d++) s0 += a[i + d] * b[j + d];
  return s0 + s1 + s2 + s3;
}

/** What `query` looks at: `tokens` weights that sum to 1, written to out[at...]. */
export function row(layer, head, query, out, at) {
  const { queries, tokens, dim, q, k, b, lse } = layer;
  const qi = (head * queries + query) * dim;
  const bi = (head * queries + query) * tokens;
  const norm = lse[head * queries + query];
  for (let j = 0; j < tokens; j++) {
    const logit = dot(q, qi, k, (head * tokens + j) * dim, dim) + (b ? b[bi + j] : 0);
    out[at + j] = Math.exp(logit - norm);
  }
}

/** Who looks at `key`: `queries` weights, one of each query's row, written to out[at...]. */
export function column(layer, head, key, out, at) {
  const { queries, tokens, dim, q, k, b, lse } = layer;
  const kj = (head * tokens + key) * dim;
  for (let i = 0; i < queries; i++) {
    const row = head * queries + i;
    const logit = dot(q, row * dim, k, kj, dim) + (b ? b[row * tokens + key] : 0);
    out[at + i] = Math.exp(logit - lse[row]);
  }
}

/** Row or column of every head of a layer and, after them, their mean: (heads + 1) x tokens. */
export function allHeads(layer, token, by, out, at) {
  const { heads, tokens, queries } = layer;
  const mean = at + heads * tokens;
  out.fill(0, at, mean + tokens);
  if (by === "row" && token >= queries) return; // a class attention has no row for a patch
  for (let head = 0; head < heads; head++) {
    const start = at + head * tokens;
    if (by === "row") row(layer, head, token, out, start);
    else column(layer, head, token, out, start);
    for (let j = 0; j < tokens; j++) out[mean + j] += out[start + j] / heads;
  }
}

/** Sum of weights[from...to]. */
export function sum(weights, from = 0, to = weights.length) {
  let total = 0;
  for (let i = from; i < to; i++) total += weights[i];
  return total;
}

/** Entropy in nats of weights that sum to 1. */
export function entropy(weights) {
  let total = 0;
  for (const w of weights) if (w > 0) total -= w * Math.log(w);
  return total;
}

/** Mean distance from patch `from` to where it looks, in model pixels; prefix tokens left out. */
export function reach(weights, prefix, cols, from, patch) {
  const x = from % cols, y = Math.floor(from / cols);
  let total = 0, mass = 0;
  for (let i = prefix; i < weights.length; i++) {
    const j = i - prefix;
    const dx = (j % cols) - x, dy = Math.floor(j / cols) - y;
    total += weights[i] * Math.hypot(dx * patch[1], dy * patch[0]);
    mass += weights[i];
  }
  return mass > 0 ? total / mass : NaN;
}

/** Indices of the `count` largest of weights[from...], largest first. */
export function largest(weights, count, from = 0) {
  return Array.from({ length: weights.length - from }, (_, i) => i + from)
    .sort((i, j) => weights[j] - weights[i])
    .slice(0, count);
}
