// The tokens of one layer by the names that a query has on the page: "p0" is the first token before
// the patches, "120" is patch 120. A layer may have other tokens before its patches than the model
// has in the end (a class token that comes late, a pool that reads patches alone).

/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {{tokens: number, prefix: number}} Tokens  all of a layer's, and those before its patches */

/** The tokens of a map that has one weight for each. @param {ArrayLike<number>} weights
 * @param {Grid} grid  of the patches, which come last @returns {Tokens} */
export function tokensOf({ length }, [rows, cols]) {
  return { tokens: length, prefix: length - rows * cols };
}

/** The patch that a query names, null for a token that is none. @param {string} query
 * @returns {number|null} */
export function patchOf(query) {
  return /^\d+$/.test(query) ? Number(query) : null;
}

/** Which of a layer's tokens a query names, null where this layer has no such token.
 * @param {string} query @param {Tokens} layer @returns {number|null} */
export function tokenOf(query, { tokens, prefix }) {
  const patch = patchOf(query);
  const token = patch === null ? Number(query.slice(1)) : prefix + patch;
  return token < (patch === null ? prefix : tokens) ? token : null;
}

/** The query that names a layer's token. @param {number} token @param {Tokens} layer
 * @returns {string} */
export function queryOf(token, { prefix }) {
  return token < prefix ? `p${token}` : String(token - prefix);
}
