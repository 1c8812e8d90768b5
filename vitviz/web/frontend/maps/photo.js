// The photo as it was given, the rectangle the model sees, and the grid of patches it reads.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { STEERED } from "../lib/steered.js";
import { patchAtShare, patchRect, pictureRect, rectOf } from "../math/geometry.js";
import { largerBy, outline, plate, sharpen } from "../paint/canvas.js";
import { patchOf } from "./tokens.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./types.js").PhotoFrame} PhotoFrame */
/** @typedef {import("./types.js").PhotoScene} PhotoScene */

const TALLEST = "var(--tallest, max(460px, 56vh))"; // a portrait grows with the screen
const MARGIN = 1; // what is shown around the model's rectangle at most, in its own sizes

/** @typedef {[letters: string, at: string]} Pin  a query or a head; pins of one share its corner */

/**
 * @typedef {object} PhotoView
 * @property {string} query  of a patch, or of a token that is none
 * @property {string} [kept]  the query that was clicked, where another one is only pointed at
 * @property {number|null} pointed  a patch
 * @property {Pin[]} pins
 * @property {Colours} colours
 */

/** The letters of the two pins, "query@head" each or "", and what bears them: of the photo the query,
 * of the wall the head. @param {{a: string, b: string}} pins @param {"query"|"head"} [of]
 * @returns {Pin[]} */
export function pinsOf({ a, b }, of = "query") {
  const [first, second] = [a, b].map((pin) => pin.split("@")[of === "query" ? 0 : 1] ?? "");
  if (a && b && first === second) return [["A B", first]];
  /** @type {Pin[]} */
  const both = [["A", first], ["B", second]];
  return both.filter(([, at]) => at);
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
    this.element = h("div", { class: "photo", ...STEERED,
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
    this.element.style.maxWidth = `calc(${TALLEST} * ${width / height})`;
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
  paint({ query, kept = query, pointed, pins, colours }) {
    const { scene } = this;
    if (!scene) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = sharpen(this.canvas, width, height);
    const { image, data: { photo }, grid } = scene;
    if (image) context.drawImage(image, ...pictureRect(image, photo.size, this.shown), 0, 0, width, height);
    const seen = this.seen(scene);
    veil(context, [width, height], seen, colours);
    lines(context, seen, grid, colours);
    markPins(context, pins, grid, seen, colours);
    if (pointed !== null) outline(context, patchRect(pointed, grid, seen), colours, "pointer", 1.5);
    for (const [at, line] of /** @type {[string, number][]} */ ([[kept, 3], [query, query === kept ? 3 : 1.5]])) {
      const patch = patchOf(at);
      if (patch !== null) outline(context, patchRect(patch, grid, seen), colours, "query", line);
    }
  }
}

/** The pins' patches, each with its letter below it, or above it in the last row.
 * @param {CanvasRenderingContext2D} context @param {Pin[]} pins  of queries
 * @param {import("../lib/types.js").Grid} grid @param {Rect} seen  what the grid lies over
 * @param {Colours} colours @returns {void} */
export function markPins(context, pins, grid, seen, colours) {
  for (const [letters, query] of pins) {
    const patch = patchOf(query);
    if (patch === null) continue;
    const [x, y, width, height] = patchRect(patch, grid, seen);
    outline(context, [x, y, width, height], colours, "pointer", 1);
    const last = y + 2 * height > seen[1] + seen[3];
    plate(context, letters, [x, last ? y - 16 * largerBy(colours.type) : y + height + 2], colours,
      { size: 11, weight: "600" });
  }
}

/** What the model never sees steps back. @param {CanvasRenderingContext2D} context
 * @param {[width: number, height: number]} pane @param {Rect} seen @param {Colours} colours
 * @returns {void} */
function veil(context, [width, height], seen, colours) {
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect(...seen);
  context.fillStyle = colours.veil;
  context.fill("evenodd");
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
