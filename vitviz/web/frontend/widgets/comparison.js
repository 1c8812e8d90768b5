// The numbers of two maps beside each other and their differences: without the page.

import { fill } from "../lib/dom.js";
import { indexOfLargestSize, largest, sum } from "../math/ranking.js";
import { entropyOf, reachOf, receivedOf } from "./readings.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./readings.js").Layout} Layout */
/** @typedef {import("./readings.js").ShownMap} ShownMap */

/** @typedef {ShownMap & {layout: Layout}} Side  a map with its own tokens */
/** @typedef {{id: string, texts: [a: string, b: string, difference: string]}} Row  "" for what there is not */
/** @typedef {"here"|"total"|"sum"|"entropy"|"reach"} Name */
/** @typedef {{id: string, write: import("../lib/types.js").Write, change: import("../lib/types.js").Write|null}} Kind
 *   how a number is written, and its change, where that says something */

/**
 * What can be told of both or of one of them; a number that neither has is left out.
 * @param {Side|null} a  null where nothing is pinned
 * @param {Side|null} b
 * @param {number|null} pointed  the patch under the pointer
 * @param {Formats} formats
 * @param {Words} words
 * @returns {Row[]}
 */
export function compared(a, b, pointed, formats, words) {
  const [first, second] = [a && numbersOf(a, pointed), b && numbersOf(b, pointed)];
  const kinds = kindsOf((a ?? b)?.by ?? "row", pointed, formats, words);
  return /** @type {Name[]} */ (["here", "total", "sum", "entropy", "reach"]).flatMap((name) => {
    const [one, other] = [first?.[name] ?? null, second?.[name] ?? null];
    if (one === null && other === null) return [];
    const { id, write, change } = kinds[name];
    const text = (/** @type {number|null} */ value) => (value === null ? "" : write(value));
    const difference = one === null || other === null || !change ? "" : change(one - other);
    return [{ id, texts: [text(one), text(other), difference] }];
  });
}

/**
 * @param {string} by @param {number|null} pointed @param {Formats} formats @param {Words} words
 * @returns {Record<Name, Kind>}
 */
function kindsOf(by, pointed, { percent, signed, plain, change, wholeChange, whole }, words) {
  const even = (/** @type {string} */ times) => fill(words.received_value, { times });
  const nats = (/** @type {string} */ text) => fill(words.nats_value, { nats: text });
  const pixels = (/** @type {string} */ text) => fill(words.reach_value, { pixels: text });
  return {
    // The largest weights are of two patches: what one is more than the other is no weight anywhere.
    here: { id: pointed === null ? "largest" : "weight", write: percent, change: pointed === null ? null : signed },
    total: by === "row" ? { id: "to_prefix", write: percent, change: signed }
      : { id: "received", write: (value) => even(plain(value)), change: (value) => even(change(value)) },
    sum: { id: "row_sum", write: percent, change: signed },
    entropy: { id: "entropy", write: (value) => nats(value.toFixed(2)), change: (value) => nats(change(value)) },
    reach: { id: "reach", write: (value) => pixels(whole(value)), change: (value) => pixels(wholeChange(value)) },
  };
}

/** @param {Side} side @param {number|null} pointed @returns {Record<Name, number|null>|null} null while the map
 * is not here */
function numbersOf({ layout, ...map }, pointed) {
  const { weights, by, negative } = map;
  const { prefix, own = (at) => at } = layout;
  if (!weights) return null;
  const [row, patches] = [by === "row", weights.subarray(prefix)];
  const most = negative ? patches[indexOfLargestSize(patches)] : largest(patches);
  const shares = row && !negative; // both are of these alone
  return {
    here: pointed === null ? most : weights[prefix + own(pointed)],
    total: row ? (prefix ? sum(weights, 0, prefix) : null) : negative ? null : receivedOf(map),
    sum: row && negative ? sum(weights) : null,
    entropy: shares ? entropyOf(map) : null,
    reach: shares ? reachOf(layout, map) : null,
  };
}
