// One picture in two models, or two pictures: which layer, patch or token is the other side's.
// As core/attention/counterpart.py has it; both are held to the same cases (tests/counterparts.json).

import { centreOf, samePlace } from "./geometry.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {{grid: Grid, box: Box}} Side  a model's grid, and the box of its photo that it sees */

const ALIKE = 0.01; // pixels of the photo: within it two boxes are one
const TIE = 1e-6; // of a patch: a centre that falls on a border belongs to the lower or right patch

/** The layer, of `others`, that lies as deep as `layer` of `layers`; all count from 0.
 * @param {number} layer @param {number} layers @param {number} others @returns {number} */
export function layerAsDeep(layer, layers, others) {
  return Math.max(Math.floor((2 * (layer + 1) * others + layers) / (2 * layers)), 1) - 1;
}

/** Whether two models see the same part of a photo. @param {Box} one @param {Box} other */
export function sameBox(one, other) {
  return one.every((edge, i) => Math.abs(edge - other[i]) <= ALIKE);
}

/** The other side's patch that covers the centre of this side's `patch`: of one photo at the same
 * point of it, null where the other model does not see that; of two photos at the same share of what
 * each model sees. @param {number} patch @param {Side} here @param {Side} there @param {boolean} onePhoto
 * @returns {number|null} */
export function patchThere(patch, here, there, onePhoto) {
  if (!onePhoto || sameBox(here.box, there.box)) return samePlace(patch, here.grid, there.grid);
  const [x, y] = centreOf(patch, here.grid, here.box);
  const { grid: [rows, cols], box: [x0, y0, x1, y1] } = there;
  const col = Math.floor(((x - x0) / (x1 - x0)) * cols + TIE);
  const row = Math.floor(((y - y0) / (y1 - y0)) * rows + TIE);
  return row >= 0 && row < rows && col >= 0 && col < cols ? row * cols + col : null;
}

/** Which prefix token of the other model is what token `index` of this one is: the third register is
 * the third register; null where it has none. @param {number} index @param {string[]} here  roles
 * @param {string[]} there @returns {number|null} */
export function prefixThere(index, here, there) {
  const role = here[index];
  const number = here.slice(0, index).filter((one) => one === role).length;
  return there.flatMap((one, at) => (one === role ? [at] : []))[number] ?? null;
}

/** One map less another on the same grid over the same part of one photo: of all tokens where both
 * have the same ones before their patches, else of the patches.
 * @param {Float32Array} a @param {Float32Array} b @param {[string[], string[]]} roles  of the prefixes
 * @param {Grid} grid @returns {Float32Array} */
export function differenceBetween(a, b, roles, [rows, cols]) {
  const alike = a.length === b.length && String(roles[0]) === String(roles[1]);
  const both = alike ? a.length : rows * cols;
  const other = b.subarray(b.length - both);
  return a.slice(a.length - both).map((weight, i) => weight - other[i]);
}
