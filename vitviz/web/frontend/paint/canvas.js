// What every canvas of the page needs: the screen's sharpness, and outlines that can be seen.

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
  return context;
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
