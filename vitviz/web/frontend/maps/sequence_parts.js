// What the sequence is drawn of: the map as a line, marks, and a window of tokens one by one.

import { patchBox, pictureRect } from "../math/geometry.js";
import { fontOf, outline } from "../paint/canvas.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../paint/atlas.js").Atlas} Atlas */
/** @typedef {import("./tokens.js").Tokens} Tokens */
/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {import("./types.js").TokenScene} TokenScene */

export const OVERVIEW = 16; // CSS pixels of height
export const WEIGHTS = 8;
const WINDOW = 40; // the side of a patch in the window
export const STEP = WINDOW + 4; // from one to the next
const TOP = OVERVIEW + WEIGHTS + 14; // of the window
export const HEIGHT = TOP + WINDOW + 18;

/** @typedef {{token: number|null, pointed: number|null, layer: Tokens, colours: Colours}} Marks  tokens to mark */

/** A patch in the picture's pixels. @param {TokenScene} scene @param {Picture} image
 * @param {number} patch @returns {Rect} */
export function source({ data: { photo }, grid }, image, patch) {
  return pictureRect(image, photo.size, patchBox(patch, grid, photo.box));
}

/** The map as a line of colours. @param {CanvasRenderingContext2D} context
 * @param {Atlas} line  of one map, a pixel a token, in its colours @param {number} width @returns {void} */
export function scale(context, line, width) {
  line.flush();
  line.draw(context, 0, 0, OVERVIEW + 1, width, WEIGHTS, false);
}

/** @param {CanvasRenderingContext2D} context @param {number} width @param {Marks} marks @returns {void} */
export function markOverview(context, width, { token, pointed, layer, colours }) {
  const each = width / layer.tokens;
  const rect = (/** @type {number} */ at) =>
    /** @type {Rect} */ ([at * each, 1, Math.max(2, each), OVERVIEW + WEIGHTS]);
  if (token !== null) outline(context, rect(token), colours, "query", 1.5);
  if (pointed !== null) outline(context, rect(pointed), colours, "pointer", 1.5);
}

/** From the part of the overview to the window that shows it. @param {CanvasRenderingContext2D} context
 * @param {number} each  CSS pixels of a token @param {[from: number, to: number]} tokens
 * @param {number} width @param {Colours} colours @returns {void} */
export function bracket(context, each, [from, to], width, colours) {
  const y = OVERVIEW + WEIGHTS + 4;
  context.strokeStyle = colours.quiet;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(from * each, y);
  context.lineTo(Math.min(width, to * each), y);
  context.lineTo(Math.min(width, (to - from) * STEP - 4), y + 8);
  context.lineTo(0, y + 8);
  context.closePath();
  context.globalAlpha = 0.35;
  context.stroke();
  context.globalAlpha = 1;
}

/** A token in the window. @param {CanvasRenderingContext2D} context @param {TokenScene} scene
 * @param {number} token @param {number} x  CSS pixels @param {Marks} marks @returns {void} */
export function cell(context, scene, token, x, marks) {
  const { colours, layer: { prefix } } = marks;
  /** @type {Rect} */
  const box = [x + 1.5, TOP + 1.5, WINDOW - 3, WINDOW - 3];
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = fontOf(colours, 11);
  if (token < prefix) {
    context.fillStyle = colours.surface;
    context.fillRect(...box);
    context.fillStyle = colours.text;
    context.fillText(scene.data.prefix[token]?.mark ?? "", x + WINDOW / 2, TOP + WINDOW / 2);
  } else if (scene.image) {
    context.imageSmoothingEnabled = true;
    context.drawImage(scene.image, ...source(scene, scene.image, token - prefix), ...box);
  }
  context.fillStyle = token === marks.token ? colours.text : colours.quiet;
  const number = token < prefix ? "" : String(token - prefix + 1);
  context.fillText(number, x + WINDOW / 2, TOP + WINDOW + 9);
  if (token === marks.token) outline(context, box, colours, "query", 2.5);
  else if (token === marks.pointed) outline(context, box, colours, "pointer", 2);
}
