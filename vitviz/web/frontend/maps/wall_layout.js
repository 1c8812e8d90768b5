// Where the wall's cells lie, in CSS pixels. Where there is room a layer is a column and depth runs
// to the right, on a phone a layer is a line; each layer's mean stands at its end and the rollout
// after the last. Heads in another order fill the cells in reading order.

import { patchAtShare } from "../math/geometry.js";

/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {[layer: number, head: number]} Slot  the means are behind the last head, the rollout behind all */

/** @typedef {{head?: string, column?: number, patch: number|null}} Found  a cell's patch; or by its label
 * a layer's mean or, of the chosen layer, the head in a column */

const GAP = 3;
const LABEL = 38; // room for the layers' numbers and the heads' numbers, of type as on a laptop
export const SPLIT = 8; // between the heads and their mean
const FINE = 30; // CSS pixels below which a map can hardly be read
const LARGEST = 96;
const LEAST = 16;

/**
 * @typedef {object} WallShape
 * @property {number} layers
 * @property {number} heads  of the layer that has most
 * @property {Grid} grid
 * @property {string[]} names  of the cells from first to last, without the rollout
 * @property {boolean} sorted  in another order than layer by layer
 * @property {number} [larger]  how much larger the type is
 */

/** Layer and head of a cell by its name; null for the rollout. @param {string} name
 * @returns {{layer: number, head: number|"mean"}|null} */
export function cellOf(name) {
  if (name === "rollout") return null;
  const [layer, head] = name.split(".");
  return { layer: Number(layer), head: head === "mean" ? head : Number(head) };
}

export class WallLayout {
  /** @type {WallShape} */ shape;
  /** @type {boolean} */ lies; // depth runs to the right
  /** @type {[width: number, height: number]} */ cell;
  /** @type {number} */ height; // of all
  /** @type {number} */ edge; // room for the numbers, above and on the left

  /** The wall lies on its side where that makes its cells no smaller than FINE.
   * @param {WallShape} shape @param {number} width  CSS pixels */
  constructor(shape, width) {
    const { layers, heads, grid: [rows, cols] } = shape;
    this.edge = Math.round(LABEL * (shape.larger ?? 1));
    const fit = (/** @type {number} */ count) => Math.floor((width - this.edge - SPLIT) / count) - GAP;
    const lying = fit(layers + 1);
    this.shape = shape;
    this.lies = lying >= Math.min(FINE, fit(heads + 1));
    const side = Math.max(LEAST, Math.min(LARGEST, this.lies ? lying : fit(heads + 1)));
    this.cell = [side, Math.max(LEAST, Math.round((side * rows) / cols))];
    const lines = this.lies ? heads + 1 : layers + 1;
    this.height = this.edge + lines * (this.cell[1] + GAP) + SPLIT;
  }

  /** Every cell's name, the rollout last. @returns {string[]} */
  get names() {
    return [...this.shape.names, "rollout"];
  }

  /** The rectangle of a slot. @param {Slot} slot @returns {Rect} */
  rectangle([layer, head]) {
    const { layers, heads, sorted } = this.shape;
    const [width, height] = this.cell;
    const after = [layer === layers ? SPLIT : 0, head === heads && !sorted ? SPLIT : 0];
    const [x, y] = this.lies ? [layer, head] : [head, layer];
    const [dx, dy] = this.lies ? after : [after[1], after[0]];
    return [this.edge + x * (width + GAP) + dx, this.edge + y * (height + GAP) + dy, width, height];
  }

  /** Where a cell stands, null for a mean in another order. @param {string} name @returns {Slot|null} */
  slot(name) {
    const { layers, heads, names, sorted } = this.shape;
    const cell = cellOf(name);
    if (!cell) return [layers, heads];
    if (!sorted) return [cell.layer, cell.head === "mean" ? heads : cell.head];
    const i = names.indexOf(name);
    if (i < 0) return null;
    const across = this.lies ? layers : heads + 1;
    const [line, column] = [Math.floor(i / across), i % across];
    return this.lies ? [column, line] : [line, column];
  }

  /** The rectangle of a cell, null for a mean in another order. @param {string} name
   * @returns {Rect|null} */
  rectangleOf(name) {
    const slot = this.slot(name);
    return slot && this.rectangle(slot);
  }

  /** The cell one step beside another, undefined at the wall's edge. @param {string} name
   * @param {readonly [down: number, right: number]} step @returns {string|undefined} */
  beside(name, [down, right]) {
    const [x, y, width, height] = this.rectangle(this.slot(name) ?? [0, 0]);
    const [wantedX, wantedY] = [x + right * (width + GAP), y + down * (height + GAP)];
    return this.names.find((other) => {
      const rect = this.rectangleOf(other);
      return rect && other !== name && Math.abs(rect[0] - wantedX) <= SPLIT && Math.abs(rect[1] - wantedY) <= SPLIT;
    });
  }

  /** What is at a point; a label gives a cell without a patch. @param {number} x @param {number} y
   * @returns {Found|null} */
  at(x, y) {
    for (const name of this.names) {
      const rect = this.rectangleOf(name);
      if (!rect) continue;
      const patch = patchAtShare([(x - rect[0]) / rect[2], (y - rect[1]) / rect[3]], this.shape.grid);
      if (patch !== null) return { head: name, patch };
    }
    return this.shape.sorted ? null : this.label(x, y);
  }

  /** A layer's number stands for its mean, a head's number for that head of the chosen layer.
   * @param {number} x @param {number} y @returns {Found|null} */
  label(x, y) {
    const { layers, heads } = this.shape;
    const [along, across] = this.lies ? [x, y] : [y, x];
    const [wide, high] = this.lies ? this.cell : [this.cell[1], this.cell[0]];
    const layer = Math.floor((along - this.edge) / (wide + GAP));
    if (across < this.edge && layer >= 0 && layer < layers) return { head: `${layer}.mean`, patch: null };
    const column = Math.floor((across - this.edge) / (high + GAP));
    if (along < this.edge && column >= 0 && column < heads) return { column, patch: null };
    return null;
  }
}
