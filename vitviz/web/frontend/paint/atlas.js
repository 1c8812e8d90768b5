// Many maps in one small image, a pixel a patch, drawn enlarged wherever one is shown.

import { contextOf } from "./canvas.js";
import { stepAt } from "./colour.js";

/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** Maps side by side: `columns` across and `lines` down, each of `grid` pixels. */
export class Atlas {
  /** @type {number} */ rows;
  /** @type {number} */ cols;
  /** @type {number} */ columns;
  /** @type {OffscreenCanvas} */ canvas;
  /** @type {OffscreenCanvasRenderingContext2D} */ context;
  /** @type {ImageData} */ image;
  /** @type {Uint32Array} */ pixels; // the image's, as RGBA words
  /** @type {Map<number, Grid>} */ coarser = new Map(); // the cells whose map has fewer rows and columns

  /** @param {number} columns @param {number} lines @param {Grid} grid */
  constructor(columns, lines, [rows, cols]) {
    this.rows = rows;
    this.cols = cols;
    this.columns = columns;
    this.canvas = new OffscreenCanvas(columns * cols, lines * rows);
    this.context = contextOf(this.canvas);
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * Colours map number `cell` from weights[at...], 0 to `limit` along `table`.
   * @param {number} cell @param {ArrayLike<number>} weights @param {number} at
   * @param {number} limit @param {Uint32Array} table
   * @param {Grid} [grid]  of the map, where it is coarser than the atlas's
   */
  put(cell, weights, at, limit, table, grid) {
    this.ramp(cell, weights, at, 0, limit, table, grid);
  }

  /**
   * Colours signed map number `cell`, -limit to `limit` along a diverging table.
   * @param {number} cell @param {ArrayLike<number>} weights @param {number} at
   * @param {number} limit @param {Uint32Array} table
   * @param {Grid} [grid]  of the map, where it is coarser than the atlas's
   */
  putSigned(cell, weights, at, limit, table, grid) {
    this.ramp(cell, weights, at, -limit, limit, table, grid);
  }

  /**
   * A wall is hundreds of thousands of pixels for every movement of a pointer.
   * @param {number} cell @param {ArrayLike<number>} weights @param {number} at
   * @param {number} low @param {number} high @param {Uint32Array} table
   * @param {Grid} [grid]
   */
  ramp(cell, weights, at, low, high, table, grid) {
    const { columns, pixels } = this;
    const width = columns * this.cols;
    const [rows, cols] = grid ?? [this.rows, this.cols];
    if (grid) this.coarser.set(cell, grid);
    const scale = 1 / (high - low);
    let to = Math.floor(cell / columns) * this.rows * width + (cell % columns) * this.cols;
    for (let y = 0; y < rows; y++, to += width) {
      for (let x = 0; x < cols; x++) pixels[to + x] = table[stepAt((weights[at++] - low) * scale)];
    }
  }

  /** The whole atlas from RGBA words. @param {Uint32Array} colours */
  fill(colours) {
    this.pixels.set(colours);
  }

  /** Makes what was put visible to `draw`. */
  flush() {
    this.context.putImageData(this.image, 0, 0);
  }

  /**
   * Draws map number `cell` into a rectangle of `context`.
   * @param {Context} context @param {number} cell @param {number} x @param {number} y
   * @param {number} width @param {number} height @param {boolean} smooth
   */
  draw(context, cell, x, y, width, height, smooth) {
    const { rows, cols, columns } = this;
    const { imageSmoothingEnabled: before, imageSmoothingQuality: quality } = context;
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = "high";
    const [high, wide] = this.coarser.get(cell) ?? [rows, cols];
    context.drawImage(
      this.canvas, (cell % columns) * cols, Math.floor(cell / columns) * rows, wide, high,
      x, y, width, height,
    );
    context.imageSmoothingEnabled = before; // what else is drawn there does not depend on the maps
    context.imageSmoothingQuality = quality;
  }
}
