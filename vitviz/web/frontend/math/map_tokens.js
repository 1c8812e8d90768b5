// What the numbers of a layer's map are of. A row has one for each key, a column one for each query,
// and both may lie on grids of their own: a layer may pool its keys, or its queries.

/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").LayerFacts} LayerFacts */

/**
 * @typedef {object} MapTokens
 * @property {Grid} grid  of the patches
 * @property {number} prefix  tokens before them
 * @property {number} length  of both together
 * @property {number} all  with those beyond the picture, which come last
 */

/** The grid on which the layer's queries lie, or its keys. @param {LayerFacts} facts
 * @param {"queries"|"keys"} side @param {Grid} grid  the model's, of a layer without one of its own
 * @returns {Grid} */
export function gridOf(facts, side, grid) {
  return (side === "keys" ? facts.key_grid : null) ?? facts.grid ?? grid;
}

/** @param {LayerFacts} facts @param {"row"|"column"} by @param {Grid} grid  the model's
 * @returns {MapTokens} */
export function mapTokens(facts, by, grid) {
  const { kind, queries, tokens, beyond = 0 } = facts;
  const keys = gridOf(facts, "keys", grid);
  const prefix = tokens - beyond - keys[0] * keys[1];
  // Who asks only for a class has a column over its tokens all the same: zeros but for the class.
  const asked = by === "column" && kind === "self";
  const own = asked ? gridOf(facts, "queries", grid) : keys;
  return { grid: own, prefix, length: prefix + own[0] * own[1], all: asked ? queries : tokens };
}
