// What the continuous picture is drawn of: tiles of the photo, columns of numbers, arcs, the answer.

import { patchRect } from "../../math/geometry.js";
import { bendOf } from "../../paint/arcs.js";
import { fontOf, largerBy } from "../../paint/canvas.js";
import { cssOf, signedColourAt } from "../../paint/colour.js";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../lib/types.js").Rect} Rect */
/** @typedef {import("./flow_layout.js").Layout} Layout */

const GAP = 1; // CSS pixels between two numbers of a column, where they are tall enough
const DOTS = 3;

/** Runs `draw` at this opacity. @param {Context} context @param {number} alpha @param {() => void} draw */
export function at(context, alpha, draw) {
  if (alpha <= 0.004) return;
  const before = context.globalAlpha;
  context.globalAlpha = before * Math.min(1, alpha);
  draw();
  context.globalAlpha = before;
}

/** The picture that the tiles are cut from: what the model sees, once, as large as it is drawn.
 * @param {HTMLImageElement} image @param {Rect} source @param {Rect} whole @param {number} ratio
 * @returns {OffscreenCanvas} */
export function sheetOf(image, source, [, , width, height], ratio) {
  const sheet = new OffscreenCanvas(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)));
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(image, ...source, 0, 0, sheet.width, sheet.height);
  return sheet;
}

/** @param {Context} context @param {OffscreenCanvas} sheet @param {number} patch
 * @param {import("../../lib/types.js").Grid} grid @param {Rect} rect */
export function tile(context, sheet, patch, grid, rect) {
  context.drawImage(sheet, ...patchRect(patch, grid, [0, 0, sheet.width, sheet.height]), ...rect);
}

/** A token that is no patch. @param {Context} context @param {string} mark @param {Rect} rect
 * @param {Colours} colours */
export function chip(context, mark, [x, y, width, height], colours) {
  context.fillStyle = colours.surface;
  context.fillRect(x, y, width, height);
  context.strokeStyle = colours.vit;
  context.lineWidth = width > 10 ? 1.5 : 0.5;
  context.strokeRect(x + 0.75, y + 0.75, Math.max(0, width - 1.5), height - 1.5);
  if (width > 10) write(context, mark, [x + width / 2, y + height / 2 + 1], colours,
    { size: 11, weight: "600", most: width - 3, role: "text" });
}

/**
 * A line of text around a point, smaller where it must be to have room.
 * @param {Context} context @param {string} text @param {Point} point @param {Colours} colours
 * @param {{size?: number, weight?: string, most?: number, role?: string, align?: CanvasTextAlign}} [look]
 */
export function write(context, text, [x, y], colours, look = {}) {
  const { size = 12, weight = "", most = Infinity, role = "quiet", align = "center" } = look;
  context.font = fontOf(colours, size, weight);
  const needed = context.measureText(text).width;
  if (needed > most) context.font = fontOf(colours, (size * most) / needed, weight);
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillStyle = colours[role];
  context.fillText(text, x, y);
}

/**
 * A vector's first numbers, one below the other, and that there are more.
 * @param {Context} context @param {Rect} rect @param {ArrayLike<number> | null} numbers  NaN, or null: unknown
 * @param {{count: number, limit: number, table: Uint32Array, colours: Colours}} look
 */
export function column(context, [x, y, width, height], numbers, { count, limit, table, colours }) {
  if (height < 1) return;
  const more = Math.min(10, height / 8); // room of the dots
  const each = (height - more) / count;
  const gap = each > 5 ? GAP : 0;
  for (let i = 0; i < count; i++) {
    const value = numbers?.[i] ?? NaN;
    context.fillStyle = Number.isNaN(value) ? colours.line : cssOf(signedColourAt(table, value, limit));
    context.fillRect(x, y + i * each, width, each - gap + (gap ? 0 : 0.4));
  }
  context.strokeStyle = colours.line; // numbers near 0 are as dark as a dark page
  context.lineWidth = 1;
  context.strokeRect(x - 1.5, y - 1.5, width + 3, count * each - gap + 3);
  context.fillStyle = colours.quiet;
  for (let dot = 0; dot < DOTS; dot++) {
    context.fillRect(x + width / 2 - 0.75, y + height - more + 2 + (dot * more) / DOTS, 1.5, 1.5);
  }
}

/** A line from token to token over the sequence, grown to a part of its length.
 * @param {Context} context @param {Point} from @param {Point} to @param {number} room  above both
 * @param {number} grown  0 to 1 @param {number} width */
export function bow(context, [x0, y], [x1], room, grown, width) {
  const high = y - Math.min(room, 10 + Math.abs(x1 - x0) * 0.45) * 1.9;
  const middle = (x0 + x1) / 2;
  const first = /** @type {Point} */ ([x0 + (middle - x0) * grown, y + (high - y) * grown]);
  const second = /** @type {Point} */ ([middle + (x1 - middle) * grown, high + (y - high) * grown]);
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x0, y);
  context.quadraticCurveTo(...first, first[0] + (second[0] - first[0]) * grown,
    first[1] + (second[1] - first[1]) * grown);
  context.stroke();
}

/** From what is read to the patches at which it looks most.
 * @param {Context} context @param {Point} from @param {{to: Point, share: number}[]} arcs
 * @param {Colours} colours */
export function lookBack(context, from, arcs, colours) {
  for (const { to, share } of arcs) {
    for (const [more, colour] of /** @type {[number, string][]} */ ([[1.5, colours.halo], [0, colours.query]])) {
      context.lineWidth = 0.75 + 1.75 * share + more;
      context.strokeStyle = colour;
      context.beginPath();
      context.moveTo(...from);
      context.quadraticCurveTo(...bendOf(from, to), ...to);
      context.stroke();
    }
  }
}

/** The frame of a layer around the columns. @param {Context} context @param {Layout} layout
 * @param {Colours} colours */
export function layerFrame(context, { width, strip: { top, bottom } }, colours) {
  context.strokeStyle = colours.line;
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(1, top - 7, width - 2, bottom - top + 14, 8);
  context.stroke();
}

/** A mark for each layer, filled up to `depth`. @param {Context} context @param {Point} middle
 * @param {number} layers @param {number} depth @param {Colours} colours */
export function layerMarks(context, [x, y], layers, depth, colours) {
  const each = Math.min(16, 220 / layers) * largerBy(colours.type);
  for (let layer = 0; layer < layers; layer++) {
    context.fillStyle = layer < depth ? colours.vit : colours.line;
    context.fillRect(x + (layer - layers / 2) * each + 1, y - 2, each - 2, 4);
  }
}

/** The way from the vector that is read to its label. @param {Context} context @param {Layout} layout
 * @param {number} grown  0 to 1 @param {Colours} colours */
export function onward(context, { answer: { x, bottom }, label: [left, y, , height], strip, width, tokens: { read } }, grown, colours) {
  const below = left < width / 2; // on a phone
  const aside = Math.max(0, read.length - 1) * strip.width * 2;
  const [from, to] = below ? [bottom + 4, y + 4] : [x + strip.width / 2 + aside + 10, left - 6];
  const end = from + (to - from) * grown;
  context.strokeStyle = colours.quiet;
  context.lineWidth = 1.5;
  context.beginPath();
  const middle = y + height / 2;
  const [a, b] = /** @type {[Point, Point]} */ (below ? [[x, from], [x, end]] : [[from, middle], [end, middle]]);
  context.moveTo(...a);
  context.lineTo(...b);
  for (const side of [-1, 1]) {
    context.moveTo(...b);
    context.lineTo(...(/** @type {Point} */ (below ? [b[0] + 4 * side, b[1] - 5] : [b[0] - 5, b[1] + 4 * side])));
  }
  context.stroke();
}

/**
 * The label with its probability, from the vector that is read.
 * @param {Context} context @param {Rect} rect @param {{label: string, share: number, percent: string} | null} found
 * @param {string} none  what is said without a classifier @param {number} grown @param {Colours} colours
 */
export function answer(context, [x, y, width, height], found, none, grown, colours) {
  const type = largerBy(colours.type);
  const middle = y + height / 2;
  if (!found) return write(context, none, [x + 4, middle], colours, { size: 14, most: width - 8, align: "left" });
  write(context, found.label, [x + 4, middle - 16 * type], colours,
    { size: 20, weight: "600", role: "text", most: width * 0.72, align: "left" });
  write(context, found.percent, [x + width - 4, middle - 16 * type], colours, { size: 17, role: "text", align: "right" });
  context.fillStyle = colours.line;
  context.fillRect(x + 4, middle + 4 * type, width - 8, 8 * type);
  context.fillStyle = colours.vit;
  context.fillRect(x + 4, middle + 4 * type, (width - 8) * found.share * grown, 8 * type);
}
