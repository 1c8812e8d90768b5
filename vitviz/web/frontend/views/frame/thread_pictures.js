// The small pictures of the thread, each as large as a square of SIDE: what of them is not here yet
// is left empty.

import { middleOf, patchRect, pictureRect, rectOf } from "../../math/geometry.js";
import { largest, largestSize, quantile } from "../../math/ranking.js";
import { Atlas } from "../../paint/atlas.js";
import { outline } from "../../paint/canvas.js";
import { cssOf, signedColourAt } from "../../paint/colour.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Rect} Rect */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */

/**
 * @typedef {object} ThreadScene
 * @property {PhotoScene} photo
 * @property {number} layers
 * @property {number} heads
 * @property {{values: Float32Array, grid: import("../../lib/types.js").Grid}|null} attention  a weight a patch
 * @property {Float32Array|null} vector
 *
 * @typedef {(context: CanvasRenderingContext2D, scene: ThreadScene, colours: Colours) => void} Draw
 */

export const SIDE = 40; // CSS pixels
const NEARLY_ALL = 0.95; // of the numbers lie within the colours, or a single one would darken all

/** The largest rectangle of this shape in the square. @param {number} width @param {number} height
 * @returns {Rect} */
function within(width, height) {
  const factor = SIDE / Math.max(width, height);
  const [wide, tall] = [width * factor, height * factor];
  return [(SIDE - wide) / 2, (SIDE - tall) / 2, wide, tall];
}

/** The whole photo. @type {Draw} */
function whole(context, { photo: { image } }) {
  if (!image) return;
  context.drawImage(image, ...within(image.naturalWidth, image.naturalHeight));
}

/** What the model sees of it, in its patches, with the one whose vector comes next. @type {Draw} */
function patches(context, { photo: { image, photo, grid } }, colours) {
  if (!image) return;
  const [, , width, height] = rectOf(photo.box);
  const rect = within(width, height);
  context.drawImage(image, ...pictureRect(image, photo.size, photo.box), ...rect);
  context.beginPath();
  for (let col = 1; col < grid[1]; col++) {
    context.moveTo(rect[0] + (col * rect[2]) / grid[1], rect[1]);
    context.lineTo(rect[0] + (col * rect[2]) / grid[1], rect[1] + rect[3]);
  }
  for (let row = 1; row < grid[0]; row++) {
    context.moveTo(rect[0], rect[1] + (row * rect[3]) / grid[0]);
    context.lineTo(rect[0] + rect[2], rect[1] + (row * rect[3]) / grid[0]);
  }
  context.lineWidth = 0.5;
  context.strokeStyle = colours.grid;
  context.stroke();
  outline(context, patchRect(middleOf(grid), grid, rect), colours, "pointer", 1);
}

/** The vector of the patch in the middle, a stripe a number. @type {Draw} */
function vector(context, { vector: numbers, photo: { tables } }) {
  if (!numbers) return;
  const limit = quantile(numbers.map(Math.abs), NEARLY_ALL);
  const each = SIDE / numbers.length;
  numbers.forEach((value, i) => {
    context.fillStyle = cssOf(signedColourAt(tables.diverging, value, limit));
    context.fillRect(i * each, 0, each + 0.5, SIDE);
  });
}

/** A line of dots a layer, a dot a head. @type {Draw} */
function layers(context, { layers: rows, heads: cols }, colours) {
  const [across, down] = [SIDE / cols, SIDE / rows];
  context.fillStyle = colours.vit;
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      context.fillRect((col + 0.15) * across, (row + 0.15) * down, 0.7 * across, 0.7 * down);
    }
  }
}

/** What the classifier reads looks at in the last layer. @type {Draw} */
function attention(context, { attention: weights, photo: { grid, tables } }) {
  if (!weights) return;
  const atlas = new Atlas(1, 1, weights.grid);
  const { values } = weights;
  if (values.some((value) => value < 0)) atlas.putSigned(0, values, 0, largestSize(values), tables.diverging);
  else atlas.put(0, values, 0, largest(values), tables.sequential);
  atlas.flush();
  context.imageSmoothingEnabled = false;
  context.drawImage(atlas.canvas, ...within(grid[1], grid[0]));
}

/** The picture of each step that has one. @type {Record<string, Draw>} */
export const PICTURES = { photo: whole, patches, vector, layers, read: attention };
