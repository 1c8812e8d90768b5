// What is written at the wall: numbers of layers and heads, and in another order a caption in each cell.

import { fontOf, plate } from "../paint/canvas.js";
import { cellOf } from "./wall_layout.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./wall_layout.js").WallLayout} WallLayout */

/**
 * Writes the wall's two edges and the rollout's name; those of the chosen cell are strong.
 * @param {CanvasRenderingContext2D} context
 * @param {WallLayout} layout
 * @param {string} head  the chosen cell
 * @param {Words} words
 * @param {Colours} colours
 * @returns {void}
 */
export function labels(context, layout, head, words, colours) {
  const { lies, cell, edge, shape: { layers, heads, sorted } } = layout;
  context.font = fontOf(colours, 12);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, strong = false) => {
    context.fillStyle = strong ? colours.text : colours.quiet;
    context.fillText(text, x, y);
  };
  if (!sorted) numbers(layout, head, words, write);
  context.font = fontOf(colours, 11);
  if (!sorted) {
    write(lies ? words.layer : words.head, edge / 2, edge * 0.26);
    write(lies ? words.head : words.layer, edge / 2 - 2, edge * 0.68);
  }
  const [x, y, width] = layout.rectangle([layers, heads]);
  context.textAlign = "right";
  write(words.rollout, lies ? x + width : x - 8, lies ? y - 10 : y + cell[1] / 2, head === "rollout");
}

/**
 * @param {WallLayout} layout @param {string} head @param {Words} words
 * @param {(text: string, x: number, y: number, strong: boolean) => void} write
 * @returns {void}
 */
function numbers(layout, head, words, write) {
  const { lies, edge, shape: { layers, heads } } = layout;
  const [chosenLayer, chosenHead] = layout.slot(head) ?? [-1, -1];
  const beside = (/** @type {Rect} */ [x, y, width, height], /** @type {boolean} */ upper) =>
    /** @type {[number, number]} */ (upper ? [x + width / 2, edge / 2] : [edge / 2 - 2, y + height / 2]);
  for (let l = 0; l < layers; l++) {
    write(String(l + 1), ...beside(layout.rectangle([l, 0]), lies), l === chosenLayer);
  }
  for (let c = 0; c <= heads; c++) {
    const text = c === heads ? words.mean : String(c + 1);
    write(text, ...beside(layout.rectangle([0, c]), !lies), c === chosenHead);
  }
}

/**
 * A cell's name in its corner, on a plate: the map below may be bright.
 * @param {CanvasRenderingContext2D} context
 * @param {string} name
 * @param {Rect} rect
 * @param {Words} words
 * @param {Colours} colours
 * @returns {void}
 */
export function caption(context, name, [x, y], words, colours) {
  const cell = cellOf(name);
  if (!cell) return;
  const text = `${cell.layer + 1}·${cell.head === "mean" ? words.mean : cell.head + 1}`;
  plate(context, text, [x, y], colours);
}
