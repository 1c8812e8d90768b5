// A receptive field on a logarithmic scale, and the squares that hold shares of it.

import { s } from "../../lib/svg.js";

/** @typedef {import("../../lib/types.js").Box} Box */

/**
 * @typedef {object} Field  of one model's central position
 * @property {number} at  the depth, from 0
 * @property {number} depths  how many there are
 * @property {boolean} embedded  whether the first is the patch embedding or a convolution, no block
 * @property {[rows: number, cols: number]} grid  of positions
 * @property {[y: number, x: number]} centre  in pixels of the model's picture
 * @property {(number|null)[]} sides  in pixels
 * @property {[height: number, width: number]} size
 * @property {Box} box  the part of the photo that it is of
 */

export const DECADES = 4; // of the scale, down from the largest value

/** Values from 0 to 1 as places on a scale of powers of ten: the largest at 1, what is smaller by
 * all its decades at 0. @param {Float32Array} values */
export function logarithmic(values) {
  return values.map((value) => (value > 0 ? Math.max(0, 1 + Math.log10(value) / DECADES) : 0));
}

/** The squares around the central position, over the picture. @param {Field} field
 * @param {number[]} shares @param {(share: number) => string} write */
export function squares({ size: [height, width], centre: [y, x], sides }, shares, write) {
  const known = shares.map((share, i) => ({ share, side: sides[i] }));
  const drawn = known.flatMap(({ share, side }) => side === null ? [] : [
    rect(x, y, side, "halo"), rect(x, y, side, "square", write(share))]);
  return s("svg", { viewBox: `0 0 ${width} ${height}`, class: "squares", "aria-hidden": "true" }, ...drawn);
}

/** @param {number} x @param {number} y @param {number} side @param {string} kind @param {string} [name] */
function rect(x, y, side, kind, name) {
  return s("rect", { x: x - side / 2, y: y - side / 2, width: side, height: side, class: kind, "data-share": name });
}
