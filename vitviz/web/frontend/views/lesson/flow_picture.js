// The continuous picture at any position: what is drawn of it, from behind to the front.

import { ranked } from "../../math/ranking.js";
import { largerBy, outline } from "../../paint/canvas.js";
import { columnAt, gatheredAt, leftAt, patchAt, prefixAt } from "./flow_layout.js";
import { during, sumAt } from "./flow_motion.js";
import { answer, at, bow, chip, column, layerFrame, layerMarks, lookBack, onward, tile, write } from "./flow_parts.js";

/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../lib/types.js").Rect} Rect */
/** @typedef {import("./flow_layout.js").Layout} Layout */
/** @typedef {import("./flow_numbers.js").FlowNumbers} FlowNumbers */

/**
 * @typedef {object} Picture
 * @property {Layout} layout
 * @property {OffscreenCanvas | null} sheet  what the model sees of the photo
 * @property {FlowNumbers | null} numbers
 * @property {string[]} marks  of the tokens that are no patches
 * @property {number} layers
 * @property {boolean} added  whether positions are added
 * @property {string} reads  what the classifier reads, briefly
 * @property {string} legend  below the columns
 * @property {{label: string, share: number, percent: string} | null} answer
 * @property {string} none  what is said without a classifier
 * @property {Uint32Array} table  diverging
 * @property {Colours} colours
 */

const FAINT = 0.5; // the tokens that have no room, once those that have are looked at
const LEFT = 0.45; // the photo that the patches have left
const KEPT = 0.8; // and where it is small
const BACK = 5; // patches to which a line leads in the end

/** @param {Context} context @param {Picture} picture @param {number} position */
export function paintFlow(context, picture, position) {
  behind(context, picture, position);
  tiles(context, picture, position);
  arcs(context, picture, position);
  columns(context, picture, position);
  end(context, picture, position);
}

/** The photo that the patches have left for the sequence, and the way of the one that is followed; it
 * gives way to the lines of attention.
 * @param {Context} context @param {Picture} picture @param {number} position */
function behind(context, { layout, sheet, numbers, colours }, position) {
  const seen = during(position, 1.6, 2) - during(position, 4, 4.4) + during(position, 5.6, 6) - during(position, 7, 7.4);
  if (!sheet || seen <= 0) return;
  const { tokens: { prefix, grid }, count, kept } = layout;
  at(context, seen * (LEFT + (KEPT - LEFT) * during(position, 2, 3)), () => {
    if (position >= 3) return context.drawImage(sheet, ...kept);
    for (let token = prefix; token < count; token++) tile(context, sheet, token - prefix, grid, leftAt(layout, token, position));
  });
  if (!numbers) return;
  const [x, y, width, height] = leftAt(layout, numbers.followed, position);
  const [to, below, across] = patchAt(layout, numbers.followed, position);
  at(context, seen, () => {
    lookBack(context, [to + across / 2, below], [{ to: [x + width / 2, y + height], share: 0.5 }], colours);
    followed(context, [x, y, width, height], colours);
  });
}

/** @param {Context} context @param {Picture} picture @param {number} position */
function tiles(context, { layout, sheet, marks, numbers, colours }, position) {
  const { tokens: { prefix, grid }, count, isLarge, whole } = layout;
  if (sheet && position === 0) context.drawImage(sheet, ...whole);
  const weights = numbers?.attention;
  const most = weights ? weights[ranked(weights, 1)[0]] : 1;
  const faint = 1 - (1 - FAINT) * (during(position, 2, 3) - during(position, 7, 8));
  const dark = during(position, 7.3, 8);
  const one = (/** @type {number} */ token) => {
    const rect = position < 8 ? patchAt(layout, token, position) : onPixels(patchAt(layout, token, position));
    if (sheet) tile(context, sheet, token - prefix, grid, rect);
    if (!weights || !dark) return;
    context.fillStyle = colours.halo;
    at(context, dark * (1 - weights[token - prefix] / most), () => context.fillRect(...rect));
  };
  if (position > 0) {
    at(context, faint, () => {
      for (let token = prefix; token < count; token++) if (!isLarge.has(token)) one(token);
    });
    for (let token = prefix; token < count; token++) if (isLarge.has(token)) one(token);
  }
  for (let token = prefix - 1; token >= 0; token--) {
    const { rect, seen } = prefixAt(layout, token, position);
    at(context, seen, () => chip(context, marks[token], rect, colours));
  }
  numbered(context, layout, position, colours);
  if (numbers && sheet) at(context, during(position, 0.3, 1), () =>
    followed(context, patchAt(layout, numbers.followed, position), colours));
}

/** The patch that can be followed through all stages. @param {Context} context @param {Rect} rect
 * @param {Colours} colours */
function followed(context, rect, colours) {
  outline(context, rect, colours, "query", Math.min(1.5, rect[2] / 10));
}

/** A rectangle on whole pixels of the screen: beside each other they leave no seam. @param {Rect} rect
 * @returns {Rect} */
function onPixels([x, y, width, height]) {
  const on = (/** @type {number} */ value) => Math.round(value * devicePixelRatio) / devicePixelRatio;
  return [on(x), on(y), on(x + width) - on(x), on(y + height) - on(y)];
}

/** The patches' numbers, counted from 1. @param {Context} context @param {Layout} layout
 * @param {number} position @param {Colours} colours */
function numbered(context, layout, position, colours) {
  const { large, tokens: { prefix }, pitch } = layout;
  at(context, during(position, 1.7, 2) - during(position, 7, 7.3), () => {
    for (const token of large) {
      if (token < prefix) continue;
      const [x, y, width, height] = patchAt(layout, token, position);
      write(context, String(token - prefix + 1), [x + width / 2, y + height + 10 * largerBy(colours.type)], colours,
        { size: 11, most: pitch });
    }
  });
}

/** @param {Context} context @param {Picture} picture @param {number} position */
function arcs(context, { layout, numbers, colours }, position) {
  const { slots, top } = layout;
  const seen = during(position, 4.4, 4.6) - during(position, 5.1, 5.6);
  if (!numbers || seen <= 0) return;
  const middle = (/** @type {number} */ token) => slots[token][0] + slots[token][2] / 2;
  numbers.asking.forEach((token, row) => {
    for (const { to, share } of numbers.looksOf(row)) {
      context.strokeStyle = colours.vit;
      at(context, seen * (0.25 + 0.65 * share), () => bow(context, [middle(token), top - 3], [middle(to), top - 3],
        top - 8, during(position, 4.4, 5), 0.75 + 2.5 * share));
    }
  });
}

/** @param {Context} context @param {Picture} picture @param {number} position */
function columns(context, picture, position) {
  const { layout, numbers, layers, added, legend, table, colours } = picture;
  const { large, strip, width } = layout;
  if (!numbers || position <= 2) return;
  const sum = sumAt(position, layers);
  const spread = sum.addend === "positions" && !added ? 0 : sum.spread;
  const look = { count: numbers.count, limit: numbers.limit(sum), table, colours };
  at(context, during(position, 4.4, 5) - during(position, 7, 7.4), () => layerFrame(context, layout, colours));
  const aside = ((strip.width + strip.gap) / 2) * spread;
  for (const token of large) {
    const row = numbers.tokens.indexOf(token);
    const { x, top, bottom, seen } = columnAt(layout, token, position);
    const rect = (/** @type {number} */ middle) =>
      /** @type {Rect} */ ([middle - strip.width / 2, top, strip.width, bottom - top]);
    at(context, seen, () => column(context, rect(x - aside), numbers.base(row, sum), look));
    if (!spread) continue;
    at(context, seen * spread, () => {
      column(context, rect(x + aside), numbers.addend(row, sum), look);
      write(context, "+", [x, (top + bottom) / 2], colours, { size: 14, weight: "600", role: "text" });
    });
  }
  const foot = strip.bottom + 26 * largerBy(colours.type);
  at(context, during(position, 2.6, 3) - during(position, 7.3, 7.6), () =>
    write(context, legend, [width / 2, foot], colours, { most: width - 8 }));
  at(context, during(position, 6.1, 6.3) - during(position, 7, 7.4), () =>
    layerMarks(context, [width / 2, strip.bottom + 14], layers, sum.depth, colours));
}

/** What is read, the way back to the patches, the label. @param {Context} context
 * @param {Picture} picture @param {number} position */
function end(context, picture, position) {
  const { layout, numbers, table, colours, reads } = picture;
  const { strip, answer: { x, bottom }, label, tile: side, top, width } = layout;
  if (position <= 7) return;
  const gathered = gatheredAt(layout, position);
  const above = layout.tokens.read.length ? top : strip.top; // a mean has no tile above its column
  /** @type {Point} */
  const from = above === top ? [x - side * 0.62, top + side / 2] : [x - strip.width, strip.top + side / 4];
  if (numbers && gathered) at(context, gathered, () => column(context,
    [x - strip.width / 2, strip.top, strip.width, bottom - strip.top], numbers.read,
    { count: numbers.count, limit: numbers.limit(sumAt(position, picture.layers)), table, colours }));
  if (numbers && picture.sheet) at(context, during(position, 7.7, 8) * (1 - 0.5 * during(position, 8, 9)), () =>
    lookBack(context, from, backTo(layout, numbers), colours));
  const half = Math.min(x, width - x);
  at(context, during(position, 7.6, 8), () =>
    write(context, reads, [x, above - 12 * largerBy(colours.type)], colours, { most: 2 * half }));
  at(context, during(position, 8, 8.4), () => onward(context, layout, during(position, 8, 8.5), colours));
  at(context, during(position, 8.2, 8.8), () =>
    answer(context, label, picture.answer, picture.none, during(position, 8.3, 9), colours));
}

/** @param {Layout} layout @param {FlowNumbers} numbers @returns {{to: Point, share: number}[]} */
function backTo(layout, { attention }) {
  const most = ranked(attention, BACK);
  return most.map((patch) => {
    const [x, y, width, height] = patchAt(layout, layout.tokens.prefix + patch, 8);
    return { to: [x + width / 2, y + height / 2], share: attention[patch] / attention[most[0]] };
  });
}
