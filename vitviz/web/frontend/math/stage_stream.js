// The tokens that leave each block of a model with several grids, every block on its own grid, in
// numbers: how long they are, which stand out, which are alike. Blocks count from 0 here.

import { dot } from "./attention.js";
import { samePlace } from "./geometry.js";
import { largest, median } from "./ranking.js";
import { floats } from "./slices.js";

/** @typedef {import("../lib/types.js").Grid} Grid */

/**
 * @typedef {object} Block  what leaves one
 * @property {string} name  of its module
 * @property {Grid} grid
 * @property {number} dim
 * @property {Float32Array} unit  tokens x dim, every token at length 1
 * @property {Float32Array} norms
 * @property {Float32Array} relative  how much longer each token is than the block's median: 0 as long, 1 twice
 * @property {ArrayLike<number>} sinks  1 where a token stands out by its norm
 * @property {Float32Array|null} added  how much the block adds to each token, relative to what it was given;
 *   null where it changes the grid or the width
 * @property {Float32Array} out  of `cosines`
 */

export class StageStream {
  /** @type {Block[]} */ blocks;
  /** What each block adds to its median token. @type {number[]} */ usual;
  /** The largest of what any block adds to any token; 0 for none. @type {number} */ most;

  /** @param {import("../lib/types.js").Bundle<{names: string[], grids: Record<string, Grid>}>} bundle
   * what the endpoint "stages" gives */
  constructor({ header, arrays }) {
    this.blocks = header.names.map((name, k) => {
      const [norms, unit] = [floats(arrays[`norms_${k}`]), arrays[`unit_${k}`]];
      const usual = median(norms);
      return { name, grid: header.grids[`unit_${k}`], dim: unit.shape[1], unit: floats(unit), norms,
        relative: norms.map((norm) => norm / usual - 1), sinks: arrays[`sinks_${k}`].values,
        added: arrays[`added_${k}`] ? floats(arrays[`added_${k}`]) : null, out: new Float32Array(norms.length) };
    });
    this.usual = this.blocks.map(({ added }) => (added ? median(added) : NaN));
    this.most = Math.max(...this.blocks.map(({ added }) => (added ? largest(added) : 0)));
  }

  /** What each block adds to the token that covers a patch, and to its median token; NaN where nothing
   * can be compared. @param {number} patch @param {Grid} of */
  added(patch, of) {
    return this.blocks.map(({ added }, k) => ({ block: added ? added[this.covering(k, patch, of)] : NaN,
      blockUsual: this.usual[k] }));
  }

  /** The token of a block that covers the middle of a patch. @param {number} k @param {number} patch
   * @param {Grid} of  the grid that it is of */
  covering(k, patch, of) {
    return samePlace(patch, of, this.blocks[k].grid);
  }

  /** The cosine of every token of a block with one of them, from -1 to 1. The next call for the block
   * overwrites it. @param {number} k @param {number} token */
  cosines(k, token) {
    const { unit, dim, out } = this.blocks[k];
    for (let other = 0; other < out.length; other++) {
      out[other] = Math.max(-1, Math.min(1, dot(unit, token * dim, unit, other * dim, dim)));
    }
    return out;
  }

  /** The tokens of a block that stand out. @param {number} k */
  marks(k) {
    const { sinks } = this.blocks[k];
    return Array.from(sinks, (_, token) => token).filter((token) => sinks[token]);
  }

  /** The blocks in which the token that covers a patch stands out. @param {number} patch @param {Grid} of */
  outlying(patch, of) {
    return this.blocks.map((_, k) => k).filter((k) => this.blocks[k].sinks[this.covering(k, patch, of)]);
  }
}
