// The learned filters as small pictures, and the wall of all of them.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { STEERED } from "../lib/steered.js";
import { ARROWS } from "../math/geometry.js";
import { largestSize } from "../math/ranking.js";
import { contextOf, outline, sharpen } from "../paint/canvas.js";
import { cssOf, signedColourAt } from "../paint/colour.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Words} Words */

const LEAST = 20; // CSS pixels of a filter's width
const COLUMNS = [24, 16, 12, 8];
const ANSWER = 4; // pixels of the line below a filter that has its answer's colour

/**
 * @typedef {object} Filters  of a patch embedding
 * @property {number} dim  how many
 * @property {number} rows  pixels of a patch
 * @property {number} cols
 * @property {number} area  rows x cols
 * @property {number} numbers  of one filter: its colours' areas
 * @property {Float32Array} filters  dim x colours x rows x cols
 * @property {{filter_limit: number}} header  what a full colour stands for where all share one scale
 */

/** @typedef {{hover: (filter: number|null) => void, commit: (filter: number) => void}} FilterActions */

/** Pictures of all filters: grey is 0, a colour is full at `limit` or at each filter's largest. */
export class FilterPictures {
  /** @type {number} */ rows;
  /** @type {number} */ cols;
  /** @type {OffscreenCanvas} */ canvas; // one below the other

  /** @param {Filters} embedding @param {boolean} own  each on its own scale */
  constructor({ dim, rows, cols, area, numbers, filters, header }, own) {
    this.rows = rows;
    this.cols = cols;
    this.canvas = new OffscreenCanvas(cols, rows * dim);
    const image = new ImageData(cols, rows * dim);
    for (let f = 0; f < dim; f++) {
      const from = f * numbers;
      const limit = own ? largestSize(filters, from, from + numbers) : header.filter_limit;
      for (let at = 0; at < area; at++) {
        const to = 4 * (f * area + at);
        for (let colour = 0; colour < 3; colour++) {
          image.data[to + colour] = 127.5 + (127.5 * filters[from + colour * area + at]) / limit;
        }
        image.data[to + 3] = 255;
      }
    }
    contextOf(this.canvas).putImageData(image, 0, 0);
  }

  /** Height over width of a filter. @returns {number} */
  get slope() {
    return this.rows / this.cols;
  }

  /** Draws a filter into a rectangle. @param {CanvasRenderingContext2D} context
   * @param {number} filter @param {number} x @param {number} y @param {number} width
   * @param {number} height @returns {void} */
  draw(context, filter, x, y, width, height) {
    context.imageSmoothingEnabled = false;
    context.drawImage(this.canvas, 0, filter * this.rows, this.cols, this.rows, x, y, width, height);
  }
}

/**
 * @typedef {object} FilterWallView
 * @property {number[]} order  filters from first to last
 * @property {FilterPictures} pictures
 * @property {Float32Array} answers  of every filter to the patch
 * @property {number} chosen
 * @property {number} limit  an answer at either end of the table
 * @property {Uint32Array} table  diverging
 * @property {Colours} colours
 */

/** @typedef {{columns: number, side: number, tall: number}} Layout  cells, and CSS pixels of one filter
 * across and down */

/** Columns, and the size of a filter, that fit the width. @param {number} width  CSS pixels
 * @param {number} slope  height over width of a filter @returns {Layout} */
export function layFilters(width, slope) {
  const columns = COLUMNS.find((count) => width / count >= LEAST) ?? 8;
  return { columns, side: width / columns, tall: (width / columns) * slope };
}

/** Which cell is at a point, null outside of the columns. @param {number} x @param {number} y
 * @param {Layout} layout @returns {number|null} */
export function cellAt(x, y, { columns, side, tall }) {
  const [col, row] = [Math.floor(x / side), Math.floor(y / (tall + ANSWER))];
  return col >= 0 && row >= 0 && col < columns ? row * columns + col : null;
}

export class FilterWall {
  /** @type {FilterActions} */ actions;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {number[]} */ order = [];
  /** @type {Layout|null} */ layout = null;
  chosen = 0;

  /** @param {Words} words @param {FilterActions} actions */
  constructor(words, actions) {
    this.actions = actions;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "filters", ...STEERED,
      "aria-label": words.wall_label, onkeydown: (event) => this.key(event) }, this.canvas);
    const { hover, commit } = actions;
    explore(this.element, { at: (/** @type {Pointer} */ event) => this.at(event), hover, commit,
      leave: () => hover(null) });
  }

  /** The filter under a pointer. @param {Pointer} event @returns {number|null} */
  at({ clientX, clientY }) {
    if (!this.layout) return null;
    const frame = this.canvas.getBoundingClientRect();
    const cell = cellAt(clientX - frame.left, clientY - frame.top, this.layout);
    return cell === null ? null : this.order[cell] ?? null;
  }

  /** @param {KeyboardEvent} event @returns {void} */
  key(event) {
    if (!Object.hasOwn(ARROWS, event.key) || !this.layout) return;
    const [down, right] = ARROWS[event.key];
    const next = this.order[this.order.indexOf(this.chosen) + down * this.layout.columns + right];
    if (next !== undefined) this.actions.commit(next);
    event.preventDefault();
    event.stopPropagation(); // Streamlit listens for single keys on the document
  }

  /** @param {FilterWallView} view @returns {void} */
  paint({ order, pictures, answers, chosen, limit, table, colours }) {
    this.order = order;
    this.chosen = chosen;
    const width = this.element.clientWidth;
    this.layout = layFilters(width, pictures.slope);
    const { side, tall, columns } = this.layout;
    const height = Math.ceil(order.length / columns) * (tall + ANSWER);
    this.element.style.height = `${height}px`;
    const context = sharpen(this.canvas, width, height);
    const corner = (/** @type {number} */ i) => [(i % columns) * side, Math.floor(i / columns) * (tall + ANSWER)];
    order.forEach((filter, i) => {
      const [x, y] = corner(i);
      pictures.draw(context, filter, x + 0.5, y, side - 1, tall - 1);
      context.fillStyle = cssOf(signedColourAt(table, answers[filter], limit));
      context.fillRect(x + 0.5, y + tall - 1, side - 1, ANSWER - 1);
    });
    const [x, y] = corner(order.indexOf(chosen));
    outline(context, [x + 1, y + 1, side - 2, tall + ANSWER - 3], colours, "query", 2);
  }
}
