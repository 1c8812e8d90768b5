// What every canvas of the page needs: the screen's sharpness, and outlines that can be seen.

import { listening } from "./recording.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Rect} Rect */

/**
 * A canvas's 2d context, which is there for every canvas of ours: none has one of another kind.
 * @template {HTMLCanvasElement | OffscreenCanvas} Canvas
 * @param {Canvas} canvas
 * @returns {Canvas extends OffscreenCanvas ? OffscreenCanvasRenderingContext2D : CanvasRenderingContext2D}
 */
export function contextOf(canvas) {
  return /** @type {any} */ (canvas.getContext("2d"));
}

/**
 * Makes a canvas as sharp as the screen and empties it; returns its 2d context in CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height  CSS pixels
 */
export function sharpen(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return listening(canvas, context, { width, height, ratio });
}

/**
 * An outline that reads on light and dark pixels: a dark halo under the line of `role`'s colour.
 * @param {CanvasRenderingContext2D} context @param {Rect} rect @param {Colours} colours
 * @param {string} role  "query" or "pointer" @param {number} [line]  CSS pixels
 */
export function outline(context, [x, y, width, height], colours, role, line = 2) {
  context.lineWidth = line + 2;
  context.strokeStyle = colours.halo;
  context.strokeRect(x, y, width, height);
  context.lineWidth = line;
  context.strokeStyle = colours[role];
  context.strokeRect(x, y, width, height);
}

/** The theme's typeface as a canvas takes it, as much larger as all type of the page is.
 * @param {Colours} colours @param {number} size  CSS pixels on a laptop @param {string} [weight]
 * @returns {string} */
export function fontOf({ font, type }, size, weight = "") {
  return `${weight} ${size * largerBy(type)}px ${font}`.trim();
}

/** How much larger type is than on a laptop. @param {string} [type]  of the colours @returns {number} */
export function largerBy(type) {
  return Number(type) || 1;
}

/** A few letters on a dark plate, for whatever lies below is bright in places. @param {CanvasRenderingContext2D} context
 * @param {string} text @param {import("../lib/types.js").Point} corner  the plate's upper left one, or
 * with `right` its upper right one @param {Colours} colours
 * @param {{size?: number, weight?: string, right?: boolean}} [look]  `size` on a laptop
 * @returns {void} */
export function plate(context, text, [x, y], colours, { size = 10, weight = "", right = false } = {}) {
  context.font = fontOf(colours, size, weight);
  context.textAlign = "left";
  context.textBaseline = "top";
  const [width, height] = [context.measureText(text).width + 4, (size + 3) * largerBy(colours.type)];
  const left = right ? x - width : x;
  context.fillStyle = colours.halo;
  context.fillRect(left, y, width, height);
  context.fillStyle = colours.pointer;
  context.fillText(text, left + 2, y + 2);
}
