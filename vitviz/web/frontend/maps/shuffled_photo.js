// The photo with its patches in another order, as both models are given it.

import { patchRect, pictureRect } from "../math/geometry.js";
import { contextOf } from "../paint/canvas.js";

/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("./types.js").PhotoFrame} PhotoFrame */
/** @typedef {import("./types.js").Picture} Picture */

const SIDE = 448; // pixels of the picture at most, rounded to whole patches

/**
 * What the model sees of the photo; patch k shows patch order[k].
 * @param {Picture} image
 * @param {PhotoFrame} photo
 * @param {Grid} grid
 * @param {ArrayLike<number>|null} order  null: every patch where it was
 * @returns {OffscreenCanvas}
 */
export function jumbled(image, photo, grid, order) {
  const [rows, cols] = grid;
  const side = Math.max(1, Math.round(SIDE / Math.max(rows, cols)));
  const canvas = new OffscreenCanvas(cols * side, rows * side);
  const context = contextOf(canvas);
  const seen = pictureRect(image, photo.size, photo.box);
  context.imageSmoothingQuality = "high";
  for (let k = 0; k < rows * cols; k++) {
    context.drawImage(image, ...patchRect(order ? order[k] : k, grid, seen),
      ...patchRect(k, grid, [0, 0, canvas.width, canvas.height]));
  }
  return canvas;
}
