// The old name of three modules, until every file imports them by their own.

export { Atlas } from "./atlas.js";
export { outline, sharpen } from "./canvas.js";
export { EVEN_SHARES, lookup, scaleEnd as top, tablesOf } from "./colour.js";

/**
 * Largest of weights[from...to].
 * @param {ArrayLike<number>} weights @param {number} [from] @param {number} [to]
 */
export function most(weights, from = 0, to = weights.length) {
  let found = 0;
  for (let i = from; i < to; i++) if (weights[i] > found) found = weights[i];
  return found;
}
