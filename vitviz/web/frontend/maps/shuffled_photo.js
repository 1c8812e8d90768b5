// The photo with its patches in another order, as both models are given it.

import { sourceOf } from "../view/scene.js";

const SIDE = 448; // pixels of the picture at most, rounded to whole patches

/**
 * What the model sees of the photo; patch k shows patch order[k].
 * @param {HTMLImageElement} image  @param {{size, box}} photo  @param {[number, number]} grid
 * @param {ArrayLike<number>|null} order  null: every patch in its place
 */
export function jumbled(image, photo, [rows, cols], order) {
  const side = Math.max(1, Math.round(SIDE / Math.max(rows, cols)));
  const canvas = new OffscreenCanvas(cols * side, rows * side);
  const context = canvas.getContext("2d");
  const [x, y, width, height] = sourceOf(image, photo.size, photo.box);
  const [w, tall] = [width / cols, height / rows];
  context.imageSmoothingQuality = "high";
  for (let k = 0; k < rows * cols; k++) {
    const from = order ? order[k] : k;
    context.drawImage(image, x + (from % cols) * w, y + Math.floor(from / cols) * tall, w, tall,
      (k % cols) * side, Math.floor(k / cols) * side, side, side);
  }
  return canvas;
}
