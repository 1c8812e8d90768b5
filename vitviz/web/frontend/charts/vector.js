// A patch laid flat and the vector that the filters make of it: two lines of numbers.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { sharpen } from "../paint/canvas.js";
import { cssOf, signedColourAt } from "../paint/colour.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Pointer} Pointer */

const FLAT = 20; // CSS pixels of height
const TALL = 88;

/**
 * @typedef {object} FlatView
 * @property {Float32Array} values  one colour after the other
 * @property {number} limit  the number at either end of the table
 * @property {number|null} marked  the index that is pointed at
 * @property {Uint32Array} table  diverging
 * @property {Colours} colours
 */

/** The numbers of a patch in the order in which a filter reads them. */
export class FlatPatch {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;

  /** @param {string} label */
  constructor(label) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "flat", role: "img", "aria-label": label,
      style: `height:${FLAT}px` }, this.canvas);
  }

  /** @param {FlatView} view @returns {void} */
  paint({ values, limit, marked, table, colours }) {
    const width = this.element.clientWidth;
    const context = sharpen(this.canvas, width, FLAT);
    const each = width / values.length;
    values.forEach((value, i) => {
      context.fillStyle = cssOf(signedColourAt(table, value, limit));
      context.fillRect(i * each, 0, each + 0.5, FLAT);
    });
    context.fillStyle = colours.background;
    for (let colour = 1; colour < 3; colour++) context.fillRect((colour * width) / 3 - 1, 0, 2, FLAT);
    if (marked === null) return;
    context.strokeStyle = colours.pointer;
    context.strokeRect(marked * each - 1, 1, each + 2, FLAT - 2);
  }
}

/** A vector as bars around zero; pointing at one is pointing at its filter. */
export class VectorBars {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  count = 0; // bars

  /**
   * @param {string} label
   * @param {{hover: (filter: number|null) => void, commit: (filter: number) => void}} actions
   */
  constructor(label, { hover, commit }) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "bars", role: "img", "aria-label": label,
      style: `height:${TALL}px` }, this.canvas);
    explore(this.element, { at: (/** @type {Pointer} */ event) => this.at(event), hover, commit,
      leave: () => hover(null) });
  }

  /** The bar under a pointer. @param {Pointer} event @returns {number|null} */
  at({ clientX }) {
    const frame = this.canvas.getBoundingClientRect();
    const found = Math.floor(((clientX - frame.left) / frame.width) * this.count);
    return found >= 0 && found < this.count ? found : null;
  }

  /** @param {{values: Float32Array, limit: number, chosen: number, colours: Colours}} view @returns {void} */
  paint({ values, limit, chosen, colours }) {
    this.count = values.length;
    const width = this.element.clientWidth;
    const context = sharpen(this.canvas, width, TALL);
    const each = width / values.length;
    const middle = TALL / 2;
    context.fillStyle = colours.line;
    context.fillRect(0, middle - 0.5, width, 1);
    values.forEach((value, i) => {
      const height = Math.max(-1, Math.min(1, value / limit)) * (middle - 2);
      context.fillStyle = i === chosen ? colours.text : colours.vit;
      context.fillRect(i * each, Math.min(middle, middle - height), Math.max(each - 0.5, 0.6), Math.abs(height));
    });
    context.strokeStyle = colours.query;
    context.lineWidth = 2;
    context.strokeRect(chosen * each - 2, 1, each + 4, TALL - 2);
  }
}
