// All tiles in one canvas: tile (r, c) is the similarity of position (r, c) to every position, laid
// on the grid. It is painted once; a pointer that moves only draws two outlines over it.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { STEERED } from "../lib/steered.js";
import { patchAtShare, patchRect, rowCol, shareOf } from "../math/geometry.js";
import { Atlas } from "../paint/atlas.js";
import { contextOf, outline, sharpen } from "../paint/canvas.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */

const GAP = 2; // CSS pixels between two tiles of a grid of 16

/** @typedef {{grid: Grid, similar: ArrayLike<number>}} Similarities  cosines, positions x positions */
/** @typedef {{patch: number, other: number}} Found  whose tile it is, and what is pointed at in it */

export class Tiles {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {Similarities|null} */ scene = null;
  /** @type {Atlas|null} */ atlas = null;
  /** @type {OffscreenCanvas|null} */ whole = null; // all tiles as large as on the screen

  /**
   * @param {Words} words
   * @param {import("./types.js").MapActions<Found> & import("./types.js").KeyAction} actions
   */
  constructor(words, actions) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "tiles", ...STEERED,
      "aria-label": words.tiles_label }, this.canvas);
    explore(this.element, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
  }

  /** @param {Similarities} scene @param {Tables} tables @returns {void} */
  setScene(scene, { diverging }) {
    this.scene = scene;
    this.whole = null;
    const [rows, cols] = scene.grid;
    this.element.style.aspectRatio = `${cols * cols} / ${rows * rows}`;
    this.atlas = new Atlas(cols, rows, scene.grid);
    const count = rows * cols;
    for (let i = 0; i < count; i++) this.atlas.putSigned(i, scene.similar, i * count, 1, diverging);
    this.atlas.flush();
  }

  /** The rectangle of a position's tile in CSS pixels; gaps are whole pixels of the screen.
   * @param {number} patch @param {Grid} grid @returns {Rect} */
  rect(patch, grid) {
    const { clientWidth: width, clientHeight: height } = this.element;
    return tileRect(patch, grid, [width, height], this.canvas.width / width);
  }

  /** @param {Pointer} event @returns {Found|null} */
  at(event) {
    if (!this.scene) return null;
    return tileUnder(shareOf(event, this.canvas.getBoundingClientRect()), this.scene.grid);
  }

  /** @param {{patch: number, other: number|null, colours: Colours}} view @returns {void} */
  paint({ patch, other, colours }) {
    const { scene, atlas } = this;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!scene || !atlas || !width) return;
    const context = sharpen(this.canvas, width, height);
    if (this.whole?.width !== this.canvas.width || this.whole.height !== this.canvas.height) {
      this.whole = this.drawn(atlas, scene.grid, width);
    }
    const ratio = this.canvas.width / width;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.imageSmoothingEnabled = false; // pixel upon pixel, and in a picture sharp when enlarged
    context.drawImage(this.whole, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const tile = this.rect(patch, scene.grid);
    outline(context, tile, colours, "query", 2.5);
    if (other !== null) outline(context, patchRect(other, scene.grid, tile), colours, "pointer", 1);
  }

  /** @param {Atlas} atlas @param {Grid} grid @param {number} width  CSS pixels
   * @returns {OffscreenCanvas} */
  drawn(atlas, grid, width) {
    const whole = new OffscreenCanvas(this.canvas.width, this.canvas.height);
    const context = contextOf(whole);
    const ratio = this.canvas.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [, , side, tall] = this.rect(0, grid);
    const shrunk = side * ratio < grid[1] || tall * ratio < grid[0]; // nearest would drop pixels
    for (let i = 0; i < grid[0] * grid[1]; i++) atlas.draw(context, i, ...this.rect(i, grid), shrunk);
    return whole;
  }
}

/**
 * Where a position's tile lies in CSS pixels; edges and gaps are whole pixels of the screen.
 * @param {number} patch
 * @param {Grid} grid
 * @param {[width: number, height: number]} whole  CSS pixels of all tiles
 * @param {number} ratio  pixels of the screen for each
 * @returns {Rect}
 */
export function tileRect(patch, grid, [width, height], ratio) {
  const [rows, cols] = grid;
  const gap = Math.max(1, Math.round(Math.min(GAP, width / cols / 16, height / rows / 16) * ratio));
  const edge = (/** @type {number} */ n, /** @type {number} */ count, /** @type {number} */ side) =>
    Math.round((n * (side * ratio + gap)) / count);
  const [r, c] = rowCol(patch, grid);
  const [x, y] = [edge(c, cols, width), edge(r, rows, height)];
  return [x / ratio, y / ratio, (edge(c + 1, cols, width) - gap - x) / ratio,
    (edge(r + 1, rows, height) - gap - y) / ratio];
}

/** The tile at a point of all, and the position at that point of it; null outside.
 * @param {import("../lib/types.js").Point} share  0 to 1 each @param {Grid} grid
 * @returns {Found|null} */
export function tileUnder([u, v], grid) {
  const patch = patchAtShare([u, v], grid);
  const other = patchAtShare([(u * grid[1]) % 1, (v * grid[0]) % 1], grid);
  return patch === null || other === null ? null : { patch, other };
}
