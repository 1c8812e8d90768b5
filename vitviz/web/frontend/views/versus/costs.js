// A cost in its parts: constant, linear and quadratic in the number of tokens.

/** @typedef {"seconds"|"peak"} Measure  multiply-adds are counted instead */
/** @typedef {[constant: number, linear: number, quadratic: number]} Terms */
/** @typedef {{ways: string[], sizes: [number, number][], terms: string[],
 *   fits: Partial<Record<Measure|"adds", (Terms|null)[]>>}} Facts  no fits before all is measured */

/** @type {Measure[]} */
export const MEASURES = ["seconds", "peak"];
/** As the page counts them: milliseconds, megabytes. */
export const UNITS = { seconds: 1e3, peak: 1e-6 };

/** The three parts at so many tokens. @param {Terms} terms @param {number} tokens @returns {number[]} */
export function partsAt([constant, linear, quadratic], tokens) {
  return [constant, linear * tokens, quadratic * tokens ** 2];
}

const FAR = 1e6; // tokens beyond which what was fitted says nothing

/** The tokens at which linear and quadratic part are equal; infinite where the square has no part
 * that counts, or the number none. @param {Terms} terms @returns {number} */
export function evenAt([, linear, quadratic]) {
  return linear && linear < FAR * quadratic ? linear / quadratic : Infinity;
}
