// What the server says of a model's positions: how similar two patches' are, and where each lies
// among the principal components.

import { placeOf, samePlace } from "./geometry.js";
import { indexOfLargest } from "./ranking.js";
import { floats, part } from "./slices.js";

/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {[low: number, high: number]} Range */

/**
 * @typedef {object} Header
 * @property {string[]} kinds  "absolute", "rotary", "relative", "convolution" or "none"
 * @property {Grid} grid
 * @property {Grid} [learned]  the grid that a table was learned for
 * @property {number} [dim]  numbers of a row of a table
 * @property {number[]} [shares]  of the variance, of each component
 */

export class PositionTable {
  /** @type {Header} */ header;
  /** @type {string[]} */ kinds;
  /** @type {Grid} */ grid;
  /** @type {number} */ rows;
  /** @type {number} */ cols;
  /** @type {number} */ count; // patches
  /** @type {Float32Array|null} */ similar; // count x count, -1 to 1; absolute or rotary positions
  /** @type {Float32Array|null} */ scores; // count x axes; absolute ones, as the next two
  /** @type {Range[]|null} */ ranges; // of each axis
  /** @type {Float32Array|null} */ norms; // count
  /** @type {import("../lib/types.js").NamedArray|null} */ offsets; // heads x rows x cols; relative ones
  /** @type {number} */ axes;

  /** @param {import("../lib/types.js").Bundle<Header>} bundle  what the endpoint "positions" gives */
  constructor({ header, arrays }) {
    const { cosine, phase, scores, norms, offsets } = arrays;
    this.header = header;
    this.kinds = header.kinds;
    this.grid = header.grid;
    [this.rows, this.cols] = header.grid;
    this.count = this.rows * this.cols;
    const similar = cosine ?? phase;
    this.similar = similar ? floats(similar) : null;
    this.scores = scores ? floats(scores) : null;
    this.axes = scores?.shape[1] ?? 0;
    this.ranges = this.scores && rangesOf(this.scores, this.axes);
    this.norms = norms ? floats(norms) : null;
    this.offsets = offsets ?? null;
  }

  /** Whether the model has positions of this kind. @param {string} kind */
  has(kind) {
    return this.kinds.includes(kind);
  }

  /** Row and column from 1, as the page says them. @param {number} patch */
  name(patch) {
    return placeOf(patch, this.grid);
  }

  /** How similar every patch's position is to one. @param {number} patch */
  tile(patch) {
    if (!this.similar) throw new Error("these positions have no similarity");
    return part({ values: this.similar, shape: [this.count, this.count] }, patch);
  }

  /** The other patch whose position is most similar. @param {number} patch */
  nearest(patch) {
    const others = this.tile(patch).slice();
    others[patch] = -Infinity;
    return indexOfLargest(others);
  }

  /** The patch here of a patch of another grid. @param {number} patch @param {Grid} grid */
  from(patch, grid) {
    return samePlace(patch, grid, this.grid);
  }

  /** Back to that grid. @param {number} patch @param {Grid} grid */
  to(patch, grid) {
    return samePlace(patch, this.grid, grid);
  }
}

/** Smallest and largest score along each axis.
 * @param {ArrayLike<number>} scores  patches x axes @param {number} axes @returns {Range[]} */
export function rangesOf(scores, axes) {
  return Array.from({ length: axes }, (_, axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < scores.length; i += axes) {
      low = Math.min(low, scores[i]);
      high = Math.max(high, scores[i]);
    }
    return [low, high];
  });
}
