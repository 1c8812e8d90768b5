// Picked pairs: a ViT and a CNN that are about equally often right.

import { breakable, fill, h } from "../../lib/dom.js";

/** @typedef {import("./names.js").Row} Row */
/** @typedef {{vit: string, vit_top1: number, vit_size: number, cnn: string, cnn_top1: number,
 *   cnn_size: number}} Pair */
/** @typedef {{words: import("../../lib/types.js").Words, formats: import("../../lib/types.js").Formats,
 *   look: (name: string) => void, may: (name: string) => boolean, isShown: (name: string) => boolean,
 *   button: (value: string, text: string, act: () => void) => HTMLElement,
 *   open: (model: string, weights: "published", beside: {cnn: string}) => void}} Page */

/** @param {Pair[]} pairs @param {Row[]} rows @param {Page} page @returns {HTMLElement[]} */
export function pairsOf(pairs, rows, page) {
  const known = new Set(rows.map(({ name }) => name));
  return pairs.filter(({ vit, cnn }) => known.has(vit) && known.has(cnn)).map((pair) =>
    h("article", { class: "pair" },
      one(pair.vit, pair.vit_top1, pair.vit_size, "vit", page),
      one(pair.cnn, pair.cnn_top1, pair.cnn_size, "cnn", page), both(pair, page)));
}

/** Opens the two at once, the one beside the other. @param {Pair} pair @param {Page} page */
function both({ vit, cnn }, page) {
  const { words } = page;
  if (page.isShown(vit) && page.isShown(cnn)) return h("p", { class: "text" }, words.both_shown);
  if (!page.may(vit) || !page.may(cnn)) return null;
  return page.button(`both-${vit}`, words.both, () => page.open(vit, "published", { cnn }));
}

/** @param {string} name @param {number} top1  in percent @param {number} size  pixels @param {"vit"|"cnn"} kind
 * @param {Page} page */
function one(name, top1, size, kind, page) {
  const { words, formats } = page;
  const look = () => page.look(name);
  return h("button", { type: "button", class: `of ${kind}`, "data-value": `pair-${name}`, onclick: look },
    h("span", { class: "name" }, ...breakable(name)),
    h("span", { class: "text" }, fill(words.accuracy, { percent: `${formats.tenth(top1)}%`, size })));
}
