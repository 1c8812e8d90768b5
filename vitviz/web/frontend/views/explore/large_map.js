// What the explorer's large view shows: the live map, a pin, or the difference of two.

import { tokensOf } from "../../maps/tokens.js";
import { middleIn, placeOf, samePlace } from "../../math/geometry.js";

/** @typedef {import("../../view/scene.js").Scene} Scene */

/**
 * @typedef {object} LargeMap
 * @property {string|null} query  null of a difference
 * @property {string|null} head
 * @property {import("../../math/attention.js").Direction} by
 * @property {boolean} signed  whether it is a difference
 * @property {boolean} [negative]  whether weights may be negative: of differential attention
 * @property {boolean} [whole]  of a difference: whether it is over all tokens of both
 * @property {Float32Array|null} weights  of every token of the head's layer; null where they are not
 *   here, or the layer has no such query, and for the difference of maps on two grids
 * @property {Float32Array} [outside]  the weights of tokens beyond the picture
 * @property {number} [even]  to what even attention adds up at one key, where it is not 1
 * @property {import("../../lib/types.js").Grid} [grid]  the layer's own, where it is not the scene's
 * @property {import("../../lib/types.js").Grid} [from]  where the query lies, if the layer has its own
 * @property {boolean} [shared]  whether all windows ask the same
 * @property {number} [seen]  how many tokens the query may look at, where it is not all of them
 */

/**
 * @param {Scene} scene
 * @param {import("./types.js").ExploreState} committed
 * @param {{query: string|null, head: string|null}} hovered
 * @returns {LargeMap}
 */
export function largeMap(scene, committed, hovered) {
  const { by, show } = committed;
  if (show === "live") return single(scene, by, hovered.query ?? committed.query, hovered.head ?? committed.head);
  return pinnedMap(scene, committed, show);
}

/** A pin's map, or the difference of both.
 * @param {Scene} scene @param {import("./types.js").ExploreState} committed @param {"a"|"b"|"diff"} which
 * @returns {LargeMap} */
export function pinnedMap(scene, { by, ...pins }, which) {
  const pinned = (/** @type {string} */ pin) => {
    const [query, head] = pin.split("@");
    return single(scene, by, query, head);
  };
  if (which !== "diff") return pinned(pins[which]);
  const [one, other] = [pinned(pins.a), pinned(pins.b)];
  const [a, b] = [one.weights, other.weights];
  const whole = a?.length === b?.length && !one.outside && !other.outside && !one.negative && !other.negative;
  return { query: null, head: null, by, signed: true, whole, grid: one.grid,
    weights: a && b && sameGrid(one, other) ? differenceOf(a, b) : null };
}

/** The map of one query and head. @param {Scene} scene @param {LargeMap["by"]} by @param {string} query
 * @param {string} head @returns {LargeMap} */
export function single(scene, by, query, head) {
  const map = { query, head, by, signed: false, weights: scene.vector(scene.tokenOf(query), head, by) };
  const { length, ...own } = scene.ownOf(head, by);
  if (!map.weights || length === undefined || length === map.weights.length) return { ...map, ...own };
  const [weights, outside] = [map.weights.subarray(0, length), map.weights.subarray(length)];
  return { ...map, weights, outside, ...own };
}

/** Whether two maps can be subtracted place by place. @param {LargeMap} a @param {LargeMap} b */
export function sameGrid({ grid: a }, { grid: b }) {
  return String(a) === String(b);
}

/** Of the tokens that both layers have, which are the last ones.
 * @param {Float32Array} a @param {Float32Array} b */
function differenceOf(a, b) {
  const both = Math.min(a.length, b.length);
  const others = b.subarray(b.length - both);
  return a.slice(a.length - both).map((weight, i) => weight - others[i]);
}

/** What the map's numbers are told of: its own tokens, on the scene's grid or its layer's own.
 * @param {Scene} scene @param {LargeMap} map @returns {import("../../widgets/readings.js").Layout} */
export function layoutOf(scene, { weights, grid: own, from = own, seen }) {
  const { grid, patch, tokens, prefix } = scene;
  if (own) {
    return { grid: own, patch: [patch[0] * grid[0] / own[0], patch[1] * grid[1] / own[1]],
      prefix: weights ? tokensOf(weights, own).prefix : prefix,
      place: (at) => placeOf(at, own), own: (at) => samePlace(at, grid, own),
      point: (at) => middleIn(samePlace(at, grid, from ?? own), from ?? own, own),
      tokens: seen ?? own[0] * own[1] };
  }
  return { grid, patch, place: (at) => scene.place(at),
    ...(weights ? tokensOf(weights, grid) : { tokens, prefix }) };
}
