// The browser half of the mathematics: attention from half-precision queries and keys.
// Python's half is vitviz/web/payload.py; a test holds the two against each other.

import { floats } from "./slices.js";
import { beside, placesOf, windowsOf } from "./windows.js";

/** @typedef {import("../lib/types.js").LayerFacts} LayerFacts */
/** @typedef {import("../lib/types.js").NamedArray} NamedArray */

/**
 * @typedef {object} LayerNumbers
 * @property {Float32Array} lse  (heads, queries): the log of the sum of a row's exponentials
 * @property {Float32Array} q  (heads, queries, dim), scale folded in
 * @property {Float32Array} k  (heads, tokens, dim), each head's mean key subtracted
 * @property {Float32Array} means  (heads, dim): the mean keys
 * @property {number} scale  what the products are multiplied by, 1 / √dim in most models
 * @property {Float32Array|null} b  (heads, queries, tokens): what is added to the products; in a layer
 *   with windows (kinds, heads, positions, positions)
 * @property {Windows|null} [windows]  null where every token may look at every token
 * @property {Less|null} [less]  what differential attention takes away
 *
 * @typedef {LayerFacts & LayerNumbers} LayerArrays
 */

/** @typedef {{map: LayerArrays, factor: number}} Less  a second map, and how many times it is taken away: λ */

/** @typedef {import("./windows.js").Windows} Windows */

/** @typedef {"row"|"column"} Direction  what a token looks at, or who looks at it */

/**
 * One layer as its endpoint sends it.
 * @param {import("../lib/types.js").Bundle} bundle
 * @param {LayerFacts} facts
 * @returns {LayerArrays}
 */
export function layerOf({ header: { scale, factor }, arrays }, facts) {
  const { lse, queries, keys, means, bias, places, looked, kinds } = arrays;
  const layer = { ...facts, lse: floats(lse), q: floats(queries), k: floats(keys), means: floats(means), scale,
    b: bias ? floats(bias) : null, windows: places ? windowsOf(places, looked, kinds) : null };
  if (factor === undefined) return layer;
  const { lse_less, queries_less, keys_less, means_less } = arrays;
  const map = { ...layer, lse: floats(lse_less), q: floats(queries_less), k: floats(keys_less), means: floats(means_less) };
  return { ...layer, less: { map, factor } };
}

/** Takes the second map's stretch away from out[at...]. @param {Less|null|undefined} less @param {number} count
 * @param {(map: LayerArrays, into: Float32Array) => void} make @param {Float32Array} out @param {number} at */
function takeAway(less, count, make, out, at) {
  if (!less) return;
  const room = new Float32Array(count);
  make(less.map, room);
  for (let j = 0; j < count; j++) out[at + j] -= less.factor * room[j];
}

/**
 * Where what is added to the product of two tokens stands in `b`; -1 where they are in different
 * windows, so that neither looks at the other.
 * @param {LayerArrays} layer @param {number} head @param {number} query @param {number} key
 */
export function biasAt({ heads, queries, tokens, windows }, head, query, key) {
  if (!windows) return (head * queries + query) * tokens + key;
  const { asks, looked, kinds } = windows;
  const from = placesOf(asks, query)[0];
  const window = Math.floor(from / asks.size);
  const to = placesOf(looked, key).find((place) => Math.floor(place / looked.size) === window);
  if (to === undefined) return -1;
  return ((kinds[window] * heads + head) * asks.size + (from % asks.size)) * looked.size + (to % looked.size);
}

/**
 * The product of `dim` numbers of a from i on with those of b from j on.
 * @param {Float32Array} a @param {number} i
 * @param {Float32Array} b @param {number} j
 * @param {number} dim
 */
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

/**
 * The products of the `dim` numbers of a from i on with `count` stretches of b, one after another
 * from j on, written to out[at...]. This is what a moving pointer waits for: four stretches at a
 * time read each number of a once for all four.
 * @param {Float32Array} a @param {number} i
 * @param {Float32Array} b @param {number} j
 * @param {number} count
 * @param {number} dim
 * @param {Float32Array} out @param {number} at
 */
export function products(a, i, b, j, count, dim, out, at) {
  const even = dim - (dim % 2);
  let n = 0;
  for (; n + 3 < count; n += 4, j += 4 * dim) {
    const j1 = j + dim, j2 = j1 + dim, j3 = j2 + dim;
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let d = 0; d < even; d += 2) {
      const x = a[i + d], y = a[i + d + 1];
      s0 += x * b[j + d] + y * b[j + d + 1];
      s1 += x * b[j1 + d] + y * b[j1 + d + 1];
      s2 += x * b[j2 + d] + y * b[j2 + d + 1];
      s3 += x * b[j3 + d] + y * b[j3 + d + 1];
    }
    if (even < dim) {
      const x = a[i + even];
      s0 += x * b[j + even];
      s1 += x * b[j1 + even];
      s2 += x * b[j2 + even];
      s3 += x * b[j3 + even];
    }
    out[at + n] = s0;
    out[at + n + 1] = s1;
    out[at + n + 2] = s2;
    out[at + n + 3] = s3;
  }
  for (; n < count; n++, j += dim) out[at + n] = dot(a, i, b, j, dim);
}

/**
 * What `query` looks at: `tokens` weights that sum to 1, of differential attention to 1 - λ, written to
 * out[at...].
 * @param {LayerArrays} layer @param {number} head @param {number} query
 * @param {Float32Array} out @param {number} at
 */
export function row(layer, head, query, out, at) {
  const { queries, tokens, dim, q, k, b, lse, windows } = layer;
  const from = head * queries + query;
  if (windows) {
    out.fill(0, at, at + tokens);
    for (const j of beside(windows.looked, windows.asks, query)) {
      const product = dot(q, from * dim, k, (head * tokens + j) * dim, dim);
      out[at + j] = Math.exp(product + (b ? b[biasAt(layer, head, query, j)] : 0) - lse[from]);
    }
    return;
  }
  products(q, from * dim, k, head * tokens * dim, tokens, dim, out, at);
  for (let j = 0; j < tokens; j++) {
    out[at + j] = Math.exp(out[at + j] + (b ? b[from * tokens + j] : 0) - lse[from]);
  }
  takeAway(layer.less, tokens, (map, into) => row(map, head, query, into, 0), out, at);
}

/**
 * Who looks at `key`: `queries` weights, one of each query's row, written to out[at...].
 * @param {LayerArrays} layer @param {number} head @param {number} key
 * @param {Float32Array} out @param {number} at
 */
export function column(layer, head, key, out, at) {
  const { queries, tokens, dim, q, k, b, lse, windows } = layer;
  if (windows) {
    out.fill(0, at, at + queries);
    for (const i of beside(windows.asks, windows.looked, key)) {
      const product = dot(q, (head * queries + i) * dim, k, (head * tokens + key) * dim, dim);
      out[at + i] = Math.exp(product + (b ? b[biasAt(layer, head, i, key)] : 0) - lse[head * queries + i]);
    }
    return;
  }
  products(k, (head * tokens + key) * dim, q, head * queries * dim, queries, dim, out, at);
  for (let i = 0; i < queries; i++) {
    const from = head * queries + i;
    out[at + i] = Math.exp(out[at + i] + (b ? b[from * tokens + key] : 0) - lse[from]);
  }
  takeAway(layer.less, queries, (map, into) => column(map, head, key, into, 0), out, at);
}

/**
 * How one weight arises (Vaswani et al. 2017, eq. 1).
 * @typedef {object} Arising
 * @property {number} product  q · k, both as the model has them
 * @property {number|null} bias  what is added after scaling, null where nothing is
 * @property {number} score  the logit: scaled product and bias
 * @property {number} exponential  of the score
 * @property {number} total  of the exponentials of the row
 * @property {number} weight  exponential / total
 */

/**
 * How the weight that `query` gives to `key` arises. The mean key, left out of every product of a
 * row alike, is put back.
 * @param {LayerArrays} layer @param {number} head @param {number} query @param {number} key
 * @returns {Arising}
 */
export function arising(layer, head, query, key) {
  const { queries, tokens, dim, q, k, b, lse, means, scale } = layer;
  const from = head * queries + query;
  const common = dot(q, from * dim, means, head * dim, dim);
  const product = dot(q, from * dim, k, (head * tokens + key) * dim, dim) + common;
  const bias = b ? b[biasAt(layer, head, query, key)] : null;
  const score = product + (bias ?? 0);
  const [exponential, total] = [Math.exp(score), Math.exp(lse[from] + common)];
  return { product: product / scale, bias, score, exponential, total,
    weight: Math.exp(score - common - lse[from]) };
}

/**
 * Row or column of every head of a layer and, after them, their mean, each in a stretch of
 * `stretchOf(layer)` numbers, written to out[at...]; zeros for a row that the layer does not have.
 * @param {LayerArrays} layer @param {number} token @param {Direction} by
 * @param {Float32Array} out @param {number} at
 */
export function allHeads(layer, token, by, out, at) {
  const { heads, queries } = layer;
  const stretch = stretchOf(layer);
  const mean = at + heads * stretch;
  out.fill(0, at, mean + stretch);
  if (by === "row" && token >= queries) return; // a class attention has no row for a patch
  for (let head = 0; head < heads; head++) {
    const start = at + head * stretch;
    if (by === "row") row(layer, head, token, out, start);
    else column(layer, head, token, out, start);
    for (let j = 0; j < stretch; j++) out[mean + j] += out[start + j] / heads;
  }
}

/** Numbers that any map of a layer has room in: a row has one for each key, a column for each query.
 * @param {Pick<LayerFacts, "queries"|"tokens">} facts */
export function stretchOf({ queries, tokens }) {
  return Math.max(queries, tokens);
}

/**
 * Row or column of a square matrix, as a rollout is, written to out[at...].
 * @param {Float32Array} matrix  size x size @param {number} size
 * @param {number} token @param {Direction} by
 * @param {Float32Array} out @param {number} at
 */
export function line(matrix, size, token, by, out, at) {
  const [start, step] = by === "row" ? [token * size, 1] : [token, size];
  for (let j = 0; j < size; j++) out[at + j] = matrix[start + j * step];
}

/** Entropy in nats of weights that sum to 1. @param {Iterable<number>} weights */
export function entropy(weights) {
  let total = 0;
  for (const w of weights) if (w > 0) total -= w * Math.log(w);
  return total;
}

/**
 * Mean distance from the middle of a patch to where it looks, in model pixels; prefix tokens left out.
 * NaN where it looks at no patch.
 * @param {ArrayLike<number>} weights  of all tokens @param {number} prefix  tokens before the patches
 * @param {number} cols
 * @param {import("../lib/types.js").Point} from  in columns and rows of the weights' patches, 0 the
 *   middle of the first one
 * @param {import("../lib/types.js").Size} patch  height and width of one
 */
export function reach(weights, prefix, cols, [x, y], patch) {
  let total = 0, mass = 0;
  for (let i = prefix; i < weights.length; i++) {
    const j = i - prefix;
    const dx = (j % cols) - x, dy = Math.floor(j / cols) - y;
    total += weights[i] * Math.hypot(dx * patch[1], dy * patch[0]);
    mass += weights[i];
  }
  return mass > 0 ? total / mass : NaN;
}
