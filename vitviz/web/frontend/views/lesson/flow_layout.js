// Where everything of the continuous picture lies at each stage, and in between.

import { patchRect } from "../../math/geometry.js";
import { during, eased, inTurn } from "./flow_motion.js";

/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Rect} Rect */

/**
 * @typedef {object} Tokens
 * @property {Grid} grid
 * @property {import("../../lib/types.js").Size} patch  pixels
 * @property {number} prefix  tokens before the patches
 * @property {number[]} shown  those that stand out, the most important first
 * @property {number[]} read  those that the classifier reads alone, none where it reads patches
 *
 * @typedef {object} Layout
 * @property {number} width  of the picture in CSS pixels
 * @property {number} height
 * @property {Tokens} tokens
 * @property {number} count  tokens in all
 * @property {number[]} large  the tokens that have room to be seen, in the order of the sequence
 * @property {Set<number>} isLarge
 * @property {number} tile  the side of one of them
 * @property {number} pitch  from one to the next
 * @property {Rect[]} slots  of each token in the sequence, x and width; y and height of a tile from 0
 * @property {number} row  the sequence's upper edge while it is alone
 * @property {number} top  and above the vectors
 * @property {Rect} whole  the photo
 * @property {Rect} apart  its patches, moved apart
 * @property {Rect} left  the photo that they have left, above the sequence
 * @property {Rect} kept  and above the vectors, where the lines of attention have their room too
 * @property {Rect} home  the photo in the end
 * @property {{top: number, bottom: number, width: number, gap: number}} strip  a vector
 * @property {{x: number, bottom: number}} answer  the vector that is read: its middle, its end
 * @property {Rect} label
 */

const NARROW = 560; // below it, a phone's layout
const OFTEN = 0.7; // of the width for tokens that stand out, if others are left
const SHRUNK = 0.84; // of a patch's side when they have moved apart
const ABOVE = 20; // CSS pixels between the photo that they have left and the sequence

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The picture's height at a width. @param {number} width @param {number} type  how much larger all
 * type is @returns {number} */
export function heightOf(width, type) {
  if (width < NARROW) return Math.round(clamp(width * 1.12, 340, 480) + 40 * (type - 1));
  return Math.round(clamp(width * 0.42, 340, 600) + 40 * (type - 1));
}

/** The largest rectangle of this shape around a middle, at most that large.
 * @param {number} shape  width by height @param {[x: number, y: number]} middle
 * @param {[width: number, height: number]} room @returns {Rect} */
function fitted(shape, [x, y], [across, down]) {
  const width = Math.min(across, down * shape);
  return [x - width / 2, y - width / shape / 2, width, width / shape];
}

/** @param {Tokens} tokens @param {number} width @param {number} type @returns {Layout} */
export function layoutOf(tokens, width, type) {
  const { grid: [rows, cols], patch: [tall, wide] } = tokens;
  const height = heightOf(width, type);
  const narrow = width < NARROW;
  const tile = narrow ? clamp(width * 0.085, 24, 40) : clamp(width * 0.042, 32, 72);
  const pitch = tile * 1.7;
  const [row, top] = [height * 0.8 - tile / 2, height * (narrow ? 0.2 : 0.24)];
  const shape = (cols * wide) / (rows * tall);
  const middle = /** @type {[number, number]} */ ([width / 2, height / 2]);
  const count = tokens.prefix + rows * cols;
  const large = largeOf(tokens.shown, count, width, pitch);
  const bottom = height - 40 * type;
  return { width, height, tokens, count, large, isLarge: new Set(large), tile, pitch, row, top,
    slots: slotsOf(large, count, width, tile, pitch),
    whole: fitted(shape, middle, [width * 0.9, height * 0.84]),
    apart: fitted(shape, middle, [width * 0.98, height * 0.98]),
    left: fitted(shape, [width / 2, (row - tile) / 2], [width * 0.9, row - tile]),
    kept: fitted(shape, [width / 2, (top - ABOVE) / 2], [width * 0.9, top - ABOVE]),
    home: narrow ? fitted(shape, [width * 0.27, height * 0.4], [width * 0.5, height * 0.6])
      : fitted(shape, [width * 0.24, height / 2], [width * 0.42, height * 0.84]),
    strip: { top: top + tile + 30 * type, bottom, width: tile * 0.32, gap: 8 + 4 * type },
    answer: narrow ? { x: width * 0.76, bottom: height - 76 * type } : { x: width * 0.56, bottom },
    label: narrow ? [0, height - 56 * type, width, 56 * type]
      : [width * 0.62, top, width * 0.36, bottom - top] };
}

/** The tokens that stand out: all, or the most important ones that have room.
 * @param {number[]} shown @param {number} count @param {number} width @param {number} pitch
 * @returns {number[]} */
function largeOf(shown, count, width, pitch) {
  if (count * pitch <= width && shown.length >= count) return [...shown].sort((a, b) => a - b);
  const room = Math.max(3, Math.floor((width * OFTEN) / pitch));
  return shown.slice(0, room).sort((a, b) => a - b);
}

/** The sequence in one line: the others are as narrow as they must be.
 * @param {number[]} large @param {number} count @param {number} width @param {number} tile
 * @param {number} pitch @returns {Rect[]} */
function slotsOf(large, count, width, tile, pitch) {
  const others = count - large.length;
  const narrow = others ? Math.min(tile * 0.5, (width - large.length * pitch) / others) : 0;
  const wide = new Set(large);
  let x = (width - large.length * pitch - others * narrow) / 2;
  return Array.from({ length: count }, (_, token) => {
    const room = wide.has(token) ? pitch : narrow;
    const side = wide.has(token) ? tile : narrow;
    x += room;
    return /** @type {Rect} */ ([x - room / 2 - side / 2, 0, side, tile]);
  });
}

/** @param {Rect} a @param {Rect} b @param {number} t @returns {Rect} */
function between(a, b, t) {
  return /** @type {Rect} */ (a.map((value, i) => value + (b[i] - value) * t));
}

/** A rectangle about its own middle. @param {Rect} rect @param {number} factor @returns {Rect} */
function scaled([x, y, width, height], factor) {
  return [x + (width * (1 - factor)) / 2, y + (height * (1 - factor)) / 2, width * factor, height * factor];
}

/** A token in the sequence. @param {Layout} layout @param {number} token @param {number} y @returns {Rect} */
function slot({ slots, tile }, token, y) {
  const [x, , width] = slots[token];
  return [x, y, width, tile];
}

/** Where a patch lies at a stage. @param {Layout} layout @param {number} token @param {number} stage
 * @returns {Rect} */
function patchAtStage(layout, token, stage) {
  const { tokens: { grid, prefix }, whole, apart, home, row, top } = layout;
  const patch = token - prefix;
  if (stage === 0) return patchRect(patch, grid, whole);
  if (stage === 1) return scaled(patchRect(patch, grid, apart), SHRUNK);
  if (stage >= 8) return patchRect(patch, grid, home);
  return slot(layout, token, stage === 2 ? row : top);
}

/** Where a patch was that is in the sequence now; above the vectors the photo is whole again.
 * @param {Layout} layout @param {number} token @param {number} position @returns {Rect} */
export function leftAt({ tokens: { grid, prefix }, left, kept }, token, position) {
  const t = during(position, 2, 3);
  return scaled(patchRect(token - prefix, grid, between(left, kept, t)), SHRUNK + (1 - SHRUNK) * t);
}

/** Where the tile of a patch lies. @param {Layout} layout @param {number} token @param {number} position
 * @returns {Rect} */
export function patchAt(layout, token, position) {
  const stage = Math.floor(position);
  if (stage === position) return patchAtStage(layout, token, stage);
  const turn = (token - layout.tokens.prefix) / Math.max(1, layout.count - layout.tokens.prefix - 1);
  const many = stage === 1 || stage === 7; // they leave one after the other
  const t = many ? inTurn(position - stage, turn) : eased(position - stage);
  return between(patchAtStage(layout, token, stage), patchAtStage(layout, token, stage + 1), t);
}

/** Where the tile of a token that is no patch lies, and how much of it is seen.
 * @param {Layout} layout @param {number} token @param {number} position
 * @returns {{rect: Rect, seen: number}} */
export function prefixAt(layout, token, position) {
  const { row, top, tile, answer, tokens: { read } } = layout;
  const inRow = slot(layout, token, row + (top - row) * during(position, 2, 3));
  const leaving = during(position, 7, 8);
  const coming = during(position, 1.55, 2);
  if (!read.includes(token)) return { rect: inRow, seen: coming * (1 - leaving) };
  const end = /** @type {Rect} */ ([answer.x - tile / 2 + offsetOf(layout, token), top, tile, tile]);
  return { rect: between(inRow, end, leaving), seen: coming };
}

/** Of several that are read, where each stands beside the middle. @param {Layout} layout @param {number} token */
function offsetOf({ tokens: { read }, pitch }, token) {
  return (read.indexOf(token) - (read.length - 1) / 2) * pitch;
}

/**
 * The column below a token: its middle, its upper and its lower end, and how much of it is seen.
 * @param {Layout} layout @param {number} token  one of the large ones @param {number} position
 * @returns {{x: number, top: number, bottom: number, seen: number}}
 */
export function columnAt(layout, token, position) {
  const { slots, strip, answer, row, top, tokens: { read, prefix } } = layout;
  const [x, , width] = slots[token];
  const middle = x + width / 2;
  const unrolled = token < prefix ? during(position, 2.2, 3) : inTurn(position - 2, middle / layout.width, 0.4);
  const leaving = during(position, 7, 8);
  const alone = read.includes(token);
  const gathered = read.length === 0 && token >= prefix; // all go into what is read
  const end = answer.x + (alone ? offsetOf(layout, token) : 0);
  const bottom = alone ? strip.bottom + (answer.bottom - strip.bottom) * leaving : strip.bottom;
  const from = strip.top + (row - top) * (1 - during(position, 2, 3)); // below its tile
  return { x: alone || gathered ? middle + (end - middle) * leaving : middle, top: from,
    bottom: from + (bottom - strip.top) * unrolled,
    seen: Math.min(1, unrolled * 4) * (alone ? 1 : 1 - leaving) };
}

/** How much of the column of what is read is seen, where that is no token.
 * @param {Layout} layout @param {number} position @returns {number} */
export function gatheredAt({ tokens: { read } }, position) {
  return read.length ? 0 : during(position, 7.4, 8);
}
