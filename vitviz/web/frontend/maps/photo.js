// The photo as it was given, the rectangle the model sees, and the grid of patches it reads.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { patchAtShare, patchRect, pictureRect, rectOf } from "../math/geometry.js";
import { outline, sharpen } from "../paint/canvas.js";
import { patchOf } from "./tokens.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./types.js").PhotoFrame} PhotoFrame */
/** @typedef {import("./types.js").PhotoScene} PhotoScene */

const TALLEST = 460; // CSS pixels
const MARGIN = 1; // what is shown around the model's rectangle at most, in its own sizes

/** @typedef {[letters: string, query: string]} Pin  pins of one patch share its corner */

/**
 * @typedef {object} PhotoView
 * @property {string} query  of a patch, or of a token that is none
 * @property {number|null} pointed  a patch
 * @property {Pin[]} pins
 * @property {Colours} colours
 */

/** What the photo shows of the two pins, "query@head" each or "". @param {{a: string, b: string}} pins
 * @returns {Pin[]} */
export function pinsOf({ a, b }) {
  const [first, second] = [a, b].map((pin) => pin.split("@")[0]);
  if (a && b && first === second) return [["A B", first]];
  /** @type {Pin[]} */
  const both = [["A", first], ["B", second]];
  return both.filter(([, query]) => query);
}

/** The part of the photo that is shown: all of it, or of a very long one what lies around the
 * model's box. @param {PhotoFrame} photo @returns {Box} */
export function around({ size: [height, width], box: [x0, y0, x1, y1] }) {
  const [dx, dy] = [(x1 - x0) * MARGIN, (y1 - y0) * MARGIN];
  return [Math.max(0, x0 - dx), Math.max(0, y0 - dy),
    Math.min(width, x1 + dx), Math.min(height, y1 + dy)];
}

export class PhotoPane {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {PhotoScene|null} */ scene = null;
  /** @type {Box} */ shown = [0, 0, 1, 1]; // the part of the photo

  /**
   * @param {Words} words
   * @param {import("./types.js").MapActions<string> & import("./types.js").KeyAction} actions
   *   what is found is a patch's query
   */
  constructor(words, actions) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "photo", tabindex: "0", role: "application",
      "aria-label": words.photo_label }, this.canvas);
    explore(this.element, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
  }

  /** Lays the pane out for a photo of its shape, before the picture itself arrives.
   * @param {PhotoScene} scene @returns {void} */
  setScene(scene) {
    this.scene = scene;
    this.shown = around(scene.data.photo);
    const [, , width, height] = rectOf(this.shown);
    this.element.style.aspectRatio = `${width} / ${height}`;
    this.element.style.maxWidth = `${(TALLEST * width) / height}px`;
  }

  /** The model's rectangle in CSS pixels of the pane. @param {PhotoScene} scene @returns {Rect} */
  seen({ data: { photo } }) {
    const [left, up, width] = rectOf(this.shown);
    const factor = this.element.clientWidth / width;
    const [x, y, wide, tall] = rectOf(photo.box);
    return [(x - left) * factor, (y - up) * factor, wide * factor, tall * factor];
  }

  /** The query of the patch under a pointer. @param {Pointer} event @returns {string|null} */
  at({ clientX, clientY }) {
    if (!this.scene) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [x, y, width, height] = this.seen(this.scene);
    const patch = patchAtShare([(clientX - frame.left - x) / width, (clientY - frame.top - y) / height],
      this.scene.grid);
    return patch === null ? null : String(patch);
  }

  /** @param {PhotoView} view @returns {void} */
  paint({ query, pointed, pins, colours }) {
    const { scene } = this;
    if (!scene) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = sharpen(this.canvas, width, height);
    const { image, data: { photo }, grid } = scene;
    if (image) context.drawImage(image, ...pictureRect(image, photo.size, this.shown), 0, 0, width, height);
    const seen = this.seen(scene);
    veil(context, [width, height], seen, colours);
    lines(context, seen, grid, colours);
    for (const [letters, pinned] of pins) {
      const patch = patchOf(pinned);
      if (patch !== null) pin(context, letters, patchRect(patch, grid, seen), colours);
    }
    if (pointed !== null) outline(context, patchRect(pointed, grid, seen), colours, "pointer", 1.5);
    const patch = patchOf(query);
    if (patch !== null) outline(context, patchRect(patch, grid, seen), colours, "query", 2.5);
  }
}

/** A pin's patch with its letter. @param {CanvasRenderingContext2D} context @param {string} letters
 * @param {Rect} rect @param {Colours} colours @returns {void} */
function pin(context, letters, rect, colours) {
  outline(context, rect, colours, "pointer", 1);
  context.font = `600 11px ${colours.font}`;
  context.textBaseline = "bottom";
  context.fillStyle = colours.pointer;
  context.fillText(letters, rect[0], rect[1] - 1);
}

/** What the model never sees steps back. @param {CanvasRenderingContext2D} context
 * @param {[width: number, height: number]} pane @param {Rect} seen @param {Colours} colours
 * @returns {void} */
function veil(context, [width, height], seen, colours) {
  const path = new Path2D();
  path.rect(0, 0, width, height);
  path.rect(...seen);
  context.fillStyle = colours.veil;
  context.fill(path, "evenodd");
}

/** The borders of the patches. @param {CanvasRenderingContext2D} context @param {Rect} seen
 * @param {import("../lib/types.js").Grid} grid @param {Colours} colours @returns {void} */
function lines(context, [x, y, width, height], [rows, cols], colours) {
  context.beginPath();
  for (let c = 0; c <= cols; c++) {
    context.moveTo(x + (c * width) / cols, y);
    context.lineTo(x + (c * width) / cols, y + height);
  }
  for (let r = 0; r <= rows; r++) {
    context.moveTo(x, y + (r * height) / rows);
    context.lineTo(x + width, y + (r * height) / rows);
  }
  context.lineWidth = 1;
  context.strokeStyle = colours.grid;
  context.stroke();
}
