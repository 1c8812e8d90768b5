// One patch, enlarged: its picture, its three colours as maps, and one of them with its numbers.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { patchRect, patchUnder } from "../math/geometry.js";
import { contextOf, outline, sharpen } from "../paint/canvas.js";
import { cssOf, signedColourAt } from "../paint/colour.js";
import { pressable } from "../view/panel.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("../lib/types.js").Write} Write */

const WRITTEN = 19; // CSS pixels that a cell needs for its number
const EACH = 16; // canvas pixels for one of the patch: sharp in a picture of the panel too

/**
 * @typedef {object} PixelActions
 * @property {(colour: number|null, commit: boolean) => void} channel  a colour that is pointed at or chosen
 * @property {(pixel: number|null) => void} point  a pixel of the patch
 */

/**
 * @typedef {object} Pixels  the patches of a photo
 * @property {number} rows  pixels of a patch
 * @property {number} cols
 * @property {number} area  rows x cols
 * @property {number} numbers  of a patch: its colours' areas
 * @property {ArrayLike<number>} levels  patches x colours x rows x cols, 0 to 255
 * @property {Float32Array} patches  the same as the model takes them
 * @property {number} reach  the largest size of any number
 */

/**
 * @typedef {object} PixelsView
 * @property {Pixels} embedding
 * @property {number} patch
 * @property {number} channel  the colour whose numbers are written
 * @property {number} committed  the colour that was chosen
 * @property {number|null} pointed  a pixel
 * @property {Uint32Array} table  diverging
 * @property {Colours} colours
 * @property {Write} format
 */

export class PatchPixels {
  /** @type {HTMLCanvasElement[]} */ canvases; // the picture's, then one for each colour
  /** @type {HTMLElement[]} */ buttons; // one for each colour
  /** @type {HTMLElement} */ tiles;
  /** @type {HTMLCanvasElement} */ canvas; // of the numbers
  /** @type {HTMLElement} */ table;
  /** @type {Grid|null} */ grid = null; // the patch's pixels

  /** @param {Words} words @param {PixelActions} actions */
  constructor(words, { channel, point }) {
    const names = [words.patch_seen, words.red, words.green, words.blue];
    this.canvases = names.map(() => h("canvas", { "aria-hidden": "true" }));
    this.buttons = names.slice(1).map((name, c) => pressable({ class: "tile", "aria-label": name,
      onpointerenter: (/** @type {PointerEvent} */ event) => event.pointerType !== "touch" && channel(c, false),
      onpointerleave: () => channel(null, false) }, () => channel(c, true),
    this.canvases[c + 1], h("span", { "aria-hidden": "true" }, name)));
    this.tiles = h("div", { class: "tiles" },
      h("div", { class: "tile" }, this.canvases[0], h("span", {}, names[0])), ...this.buttons);
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.table = h("div", { class: "numbers", role: "img", "aria-label": words.numbers_label }, this.canvas);
    explore(this.table, { at: (/** @type {Pointer} */ event) => this.at(event), hover: point, commit: point,
      leave: () => point(null) });
  }

  /** The pixel under a pointer. @param {Pointer} event @returns {number|null} */
  at(event) {
    return this.grid && patchUnder(event, this.canvas.getBoundingClientRect(), this.grid);
  }

  /** @param {PixelsView} view @returns {void} */
  paint(view) {
    const { embedding: { rows, cols, levels, patches, area, numbers, reach }, patch } = view;
    this.grid = [rows, cols];
    const start = patch * numbers;
    const level = (/** @type {number} */ at, /** @type {number} */ colour) => levels[start + colour * area + at];
    tile(this.canvases[0], this.grid, (at) => `rgb(${level(at, 0)} ${level(at, 1)} ${level(at, 2)})`);
    this.buttons.forEach((button, colour) => {
      tile(this.canvases[colour + 1], this.grid ?? [0, 0], (at) =>
        cssOf(signedColourAt(view.table, patches[start + colour * area + at], reach)));
      button.setAttribute("aria-pressed", String(colour === view.committed));
    });
    this.written(view, this.grid, start + view.channel * area);
  }

  /** The numbers of one colour. @param {PixelsView} view @param {Grid} grid
   * @param {number} start  of that colour @returns {void} */
  written({ embedding: { patches, reach }, pointed, table, colours, format }, grid, start) {
    this.table.style.aspectRatio = `${grid[1]} / ${grid[0]}`;
    const { clientWidth: width, clientHeight: height } = this.table;
    const context = sharpen(this.canvas, width, height);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${Math.min(12, (width / grid[1]) * 0.36)}px ${colours.font}`;
    for (let at = 0; at < grid[0] * grid[1]; at++) {
      const value = patches[start + at];
      const [x, y, w, tall] = patchRect(at, grid, [0, 0, width, height]);
      context.fillStyle = cssOf(signedColourAt(table, value, reach));
      context.fillRect(x, y, w + 0.5, tall + 0.5);
      if (w < WRITTEN) continue;
      // The table is dark around zero and light at both ends.
      context.fillStyle = Math.abs(value) > 0.62 * reach ? "black" : "white";
      context.fillText(format(value), x + w / 2, y + tall / 2);
    }
    if (pointed === null) return;
    outline(context, patchRect(pointed, grid, [0, 0, width, height]), colours, "pointer", 1.5);
  }
}

/** Draws a patch, one square for each pixel. @param {HTMLCanvasElement} canvas @param {Grid} grid
 * @param {(pixel: number) => string} colour @returns {void} */
function tile(canvas, grid, colour) {
  const [height, width] = [grid[0] * EACH, grid[1] * EACH];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = contextOf(canvas);
  for (let at = 0; at < grid[0] * grid[1]; at++) {
    context.fillStyle = colour(at);
    context.fillRect(...patchRect(at, grid, [0, 0, width, height]));
  }
}
