// Which tokens look at which where attention stays within windows: vitviz/core/attention/windows.py's tables.

/** @typedef {import("../lib/types.js").NamedArray} NamedArray */

/**
 * @typedef {object} Side  what asks in the windows, or what is looked at
 * @property {Int32Array} places  (windows, positions): the token at each place
 * @property {Int32Array} at  the places of token after token: one of each that asks; of what is looked at
 *   several where windows overlap
 * @property {Int32Array} starts  (tokens + 1): where each token's begin in `at`
 * @property {number} size  positions of a window
 *
 * @typedef {object} Windows  which tokens look at which
 * @property {Side} asks
 * @property {Side} looked  the same one where each token looks at those that ask beside it
 * @property {Int32Array} kinds  of each window, whose biases it has
 */

/** @param {NamedArray} places @param {NamedArray|undefined} looked @param {NamedArray} kinds @returns {Windows} */
export function windowsOf(places, looked, kinds) {
  const asks = sideOf(places);
  return { asks, looked: looked ? sideOf(looked) : asks, kinds: Int32Array.from(kinds.values) };
}

/** @param {NamedArray} places @returns {Side} */
function sideOf({ values, shape }) {
  const places = Int32Array.from(values);
  const starts = new Int32Array(places.reduce((most, token) => Math.max(most, token), -1) + 2);
  for (const token of places) starts[token + 1] += 1;
  for (let token = 1; token < starts.length; token++) starts[token] += starts[token - 1];
  const at = new Int32Array(places.length), next = starts.slice();
  places.forEach((token, place) => { at[next[token]++] = place; });
  return { places, at, starts, size: shape[1] };
}

/** The places of a token. @param {Side} side @param {number} token */
export const placesOf = ({ at, starts }, token) => at.subarray(starts[token], starts[token + 1]);

/** The tokens of one side that are in the windows of a token of the other.
 * @param {Side} side @param {Side} other @param {number} token  of the other side */
export function beside({ places, size }, other, token) {
  const each = Array.from(placesOf(other, token), (place) => {
    const window = Math.floor(place / other.size);
    return places.subarray(window * size, (window + 1) * size);
  });
  return each.length === 1 ? each[0] : Int32Array.from(each.flatMap((window) => [...window]));
}
