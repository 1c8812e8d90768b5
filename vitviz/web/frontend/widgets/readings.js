// What a map amounts to, in numbers and sentences: without the page, for the readout beside it.

import { fill } from "../lib/dom.js";
import { entropy, reach } from "../math/attention.js";
import { middleIn } from "../math/geometry.js";
import { indexOfLargest, indexOfLargestSize, ranked, sum } from "../math/ranking.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Words} Words */

/**
 * What a reading needs of the photo in its model.
 * @typedef {object} Layout
 * @property {number} tokens  that an even share is one of
 * @property {number} prefix  tokens before the patches
 * @property {import("../lib/types.js").Grid} grid
 * @property {import("../lib/types.js").Size} patch  in pixels of the model's picture
 * @property {(patch: number) => import("../lib/types.js").Place} place
 * @property {(patch: number) => number} [own]  the patch of this grid that covers one of the scene's
 * @property {(patch: number) => import("../lib/types.js").Point} [point]  where the middle of the query
 *   of a scene's patch lies in this grid's columns and rows, 0 the middle of its first patch
 */

/**
 * One map on screen: a head's weights, one a token, or the difference of two such.
 * @typedef {object} ShownMap
 * @property {Float32Array|null} weights  null while they are on their way
 * @property {Float32Array} [outside]  the weights of tokens beyond the picture
 * @property {number} [even]  to what even attention adds up at one key, 1 where it is not told
 * @property {boolean} signed  a difference
 * @property {boolean} [negative]  whether weights may be negative: of differential attention
 * @property {boolean} [whole]  of a difference: whether it is over all tokens of both
 * @property {string} query  "p0" for a prefix token, "119" for a patch
 * @property {string} by  "row": where the query looks, "column": who looks at it
 */

/** @typedef {{id: string, text: string|null}} Reading  `id` names the number's words, null: none */

/**
 * The four numbers of a map: under the pointer (or the largest), to the prefix or received in
 * all, entropy, reach.
 * @param {Layout} layout
 * @param {ShownMap} map
 * @param {number|null} pointed  the patch under the pointer
 * @param {Formats} formats
 * @param {Words} words
 * @returns {Reading[]}
 */
export function readings(layout, map, pointed, formats, words) {
  return [weight(layout, map, pointed, formats, words), total(layout, map, formats, words),
    ...spread(layout, map, formats, words)];
}

/**
 * The weight under the pointer; where none is, the largest and its place.
 * @param {Layout} layout
 * @param {ShownMap} map
 * @param {number|null} pointed
 * @param {Formats} formats
 * @param {Words} words
 * @returns {Reading}
 */
function weight(layout, { weights, signed, negative }, pointed, formats, words) {
  if (!weights) return { id: "weight", text: null };
  const both = signed || negative;
  if (pointed === null) {
    const at = both ? layout.prefix + indexOfLargestSize(weights.subarray(layout.prefix))
      : indexOfLargest(weights, layout.prefix);
    return { id: signed ? "largest_difference" : "largest",
      text: patchText(layout, weights, at, both ? { ...formats, percent: formats.signed } : formats, words) };
  }
  const here = weights[layout.prefix + (layout.own?.(pointed) ?? pointed)];
  if (both) return { id: signed ? "difference_here" : "weight", text: formats.signed(here) };
  return { id: "weight", text: fill(words.weight_value,
    { percent: formats.percent(here), times: formats.plain(here * layout.tokens) }) };
}

/**
 * What the query gives to the prefix tokens, or gets from all together; of a difference of rows how
 * much of the one lies elsewhere in the other (the distance in total variation).
 * @param {Layout} layout
 * @param {ShownMap} map
 * @param {Formats} formats
 * @param {Words} words
 * @returns {Reading}
 */
function total({ prefix }, map, formats, words) {
  const { weights, signed, negative, whole, by } = map;
  if (signed) {
    return { id: "elsewhere", text: weights && whole && by === "row"
      ? formats.percent(sum(weights.map(Math.abs)) / 2) : null };
  }
  if (by === "column") {
    return { id: "received", text: negative ? null : weights && fill(words.received_value,
      { times: formats.plain(receivedOf(map) ?? NaN) }) };
  }
  return { id: "to_prefix", text: weights && prefix
    ? (negative ? formats.signed : formats.percent)(sum(weights, 0, prefix)) : null };
}

/**
 * How widely the query looks. Only a row has both: what a token receives sums to no whole. Both are
 * of shares, so weights that may be negative have neither: of them it is said to what a row sums.
 * @param {Layout} layout
 * @param {ShownMap} map
 * @param {Formats} formats
 * @param {Words} words
 * @returns {Reading[]}
 */
function spread(layout, map, formats, words) {
  const row = map.signed || map.by !== "row" ? null : map.weights;
  if (map.negative) {
    return [{ id: "row_sum", text: row && formats.signed(sum(row)) }, { id: "reach", text: null }];
  }
  const far = row ? reachOf(layout, map) : null;
  return [{ id: "entropy", text: row && fill(words.entropy_value,
    { nats: entropyOf(map)?.toFixed(1) ?? "", even: Math.log(layout.tokens).toFixed(1) }) },
  { id: "reach", text: far === null ? null : fill(words.reach_value, { pixels: formats.whole(far) }) }];
}

/** The entropy of a row in nats, with what lies beyond the picture; null while it is not here.
 * @param {Pick<ShownMap, "weights"|"outside">} map */
export function entropyOf({ weights, outside = new Float32Array(0) }) {
  return weights && entropy(weights) + entropy(outside);
}

/** What a key receives in all, in multiples of what it would receive of even attention; null while it
 * is not here. @param {Pick<ShownMap, "weights"|"outside"|"even">} map */
export function receivedOf({ weights, outside = new Float32Array(0), even = 1 }) {
  return weights && (sum(weights) + sum(outside)) / even;
}

/** How far a patch looks in pixels; null of another query, and where it looks at no patch.
 * @param {Layout} layout @param {Pick<ShownMap, "weights"|"query">} map */
export function reachOf({ prefix, grid, patch, point = (at) => middleIn(at, grid, grid) }, { weights, query }) {
  if (!weights || query.startsWith("p")) return null;
  const far = reach(weights, prefix, grid[1], point(Number(query)), patch);
  return Number.isNaN(far) ? null : far;
}

/**
 * A patch and its weight: "row 3, column 5: 12%".
 * @param {Layout} layout
 * @param {Float32Array} weights
 * @param {number} token
 * @param {Formats} formats
 * @param {Words} words
 * @returns {string}
 */
function patchText(layout, weights, token, formats, words) {
  const { row, col } = layout.place(token - layout.prefix);
  return fill(words.text_patch, { row, col, percent: formats.percent(weights[token]) });
}

/**
 * The map in a sentence, with its three largest weights.
 * @param {Layout} layout
 * @param {Float32Array} weights
 * @param {string} title
 * @param {Formats} formats
 * @param {Words} words
 * @returns {string}
 */
export function sentence(layout, weights, title, formats, words) {
  const best = ranked(weights, 3, layout.prefix).map((token) =>
    patchText(layout, weights, token, formats, words));
  return fill(words.text, { title, best: best.join("; ") });
}
