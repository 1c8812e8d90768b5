// Values to colours. A table holds 256 colours as RGBA words, as an ImageData lies in memory on
// little-endian machines; a scale says which number stands at its end.

/** @typedef {import("../lib/types.js").HexTables} HexTables */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {[red: number, green: number, blue: number]} Rgb  0 to 255 each */

/** An opaque colour as a word. @param {number} red @param {number} green @param {number} blue */
export function wordOf(red, green, blue) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** @param {number} word @returns {Rgb} */
export function rgbOf(word) {
  return [word & 255, (word >> 8) & 255, (word >> 16) & 255];
}

/** A word as CSS writes it. @param {number} word */
export function cssOf(word) {
  return `rgb(${rgbOf(word).join(" ")})`;
}

/** How bright a colour is to the eye, 0 to 255. @param {Rgb} rgb */
export function brightness([red, green, blue]) {
  return 0.3 * red + 0.6 * green + 0.1 * blue;
}

/** Whether what is written on the colour must be dark. @param {number} word */
export function isBright(word) {
  return brightness(rgbOf(word)) >= 128;
}

/** 256 colours in hex, six digits each. @param {string} hex */
export function lookup(hex) {
  const digits = (/** @type {number} */ at) => parseInt(hex.slice(at, at + 2), 16);
  return Uint32Array.from({ length: 256 }, (_, i) =>
    wordOf(digits(6 * i), digits(6 * i + 2), digits(6 * i + 4)));
}

/** The page's two tables. @param {HexTables} hex @returns {Tables} */
export function tablesOf({ sequential, diverging }) {
  return { sequential: lookup(sequential), diverging: lookup(diverging) };
}

/** A table without its ends, which are lost on a page that is dark or light. @param {Uint32Array} table */
export function withoutEnds(table) {
  const [from, to] = [0.16, 0.86];
  return table.map((_, i) => table[Math.round((from + ((to - from) * i) / 255) * 255)]);
}

/** The step of a table at a share of its length; beyond its ends the end. @param {number} share */
export function stepAt(share) {
  return Math.max(0, Math.min(255, share * 255.999)) | 0;
}

/** The colour of a value from -limit to `limit`, 0 in the middle of a diverging table.
 * @param {Uint32Array} table @param {number} value @param {number} limit */
export function signedColourAt(table, value, limit) {
  return table[stepAt((value + limit) / (2 * limit))];
}

/** The top of the fixed scale, in even shares (1 / tokens). */
export const EVEN_SHARES = 6;

/**
 * The number at the end of a map's scale.
 * fixed: the same for every query. now: the largest weight on screen. head: the map's own largest.
 * @param {"fixed"|"now"|"head"} scale
 * @param {number} tokens
 * @param {number} largest
 */
export function scaleEnd(scale, tokens, largest) {
  return scale === "fixed" ? EVEN_SHARES / tokens : largest || 1e-12;
}

/**
 * Up to three numbers a patch as its colour: axis 0 is red, 1 green, 2 blue, each from its lowest
 * to its highest.
 * @param {ArrayLike<number>} scores  patches x axes
 * @param {number} axes
 * @param {[low: number, high: number][]} ranges  of each axis
 */
export function coloursOf(scores, axes, ranges) {
  const channel = (/** @type {number} */ patch, /** @type {number} */ axis) => {
    const range = ranges[axis];
    if (!range) return 0;
    const [low, high] = range;
    return stepAt(high > low ? (scores[patch * axes + axis] - low) / (high - low) : 0.5);
  };
  return Uint32Array.from({ length: scores.length / axes }, (_, patch) =>
    wordOf(channel(patch, 0), channel(patch, 1), channel(patch, 2)));
}
