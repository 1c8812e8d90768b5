// The rank correlation between each pair of methods: numbers on the colours of the signed map.

import { fill, h, term, together } from "../lib/dom.js";
import { formats } from "../lib/formats.js";
import { cssOf, isBright, signedColourAt } from "../paint/colour.js";

/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("../lib/types.js").Write} Write */

/**
 * @template Settings
 * @typedef {object} Maps  of the methods, as far as the table needs them
 * @property {(method: string) => boolean} has
 * @property {(one: string, other: string, settings: Settings) => number} agreement  -1 to 1, NaN where none is
 * @property {{methods: string[], common: number}} header  `common`: patches that the CNN's map and the others share
 * @property {boolean} contrast  whether they are of two classes
 */

export class Agreement {
  /** @type {Words} */ words;
  /** @type {HTMLElement} */ text;
  /** @type {HTMLTableElement} */ table;
  /** @type {HTMLElement} */ title; // stands above
  /** @type {HTMLElement} */ element;

  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.text = h("p", { class: "text" });
    this.table = h("table", {});
    this.title = h("h3", {}, words.table_title, h("small", {}, term(words.rank, words.rank_tip)));
    // Nothing in it takes the focus, and on a phone it scrolls: the keys must reach it.
    const scrolled = h("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": words.table_title },
      this.table);
    this.element = h("div", { class: "agreement" }, scrolled, this.text);
  }

  /**
   * @template Settings
   * @param {Maps<Settings>} maps
   * @param {Settings} settings  which of a method's maps are compared
   * @param {Uint32Array} table  diverging
   * @param {string} language
   * @returns {void}
   */
  paint(maps, settings, table, language) {
    const { words } = this;
    const { hundredth } = formats(language);
    const { methods } = maps.header;
    const heading = (/** @type {string} */ scope, /** @type {string} */ method) =>
      h("th", { scope, class: method === "gradcam_cnn" ? "cnn" : "" }, h("span", {}, words[method]));
    this.table.replaceChildren(
      h("thead", {}, h("tr", {}, h("td", {}), ...methods.map((method) => heading("col", method)))),
      h("tbody", {}, ...methods.map((row) => h("tr", {}, heading("row", row),
        ...methods.map((col) => cell(maps.agreement(row, col, settings), table, hundredth, words))))));
    this.text.textContent = together(words.rank_text,
      maps.has("gradcam_cnn") && fill(words.rank_cnn, { count: maps.header.common }),
      maps.contrast && words.rank_differences);
  }
}

/**
 * @param {number} value @param {Uint32Array} table @param {Write} write @param {Words} words
 * @returns {HTMLElement}
 */
function cell(value, table, write, words) {
  if (Number.isNaN(value)) return h("td", { class: "none", "aria-label": words.rank_none }, "–");
  const colour = signedColourAt(table, value, 1);
  return h("td", { "data-swatch": "", class: isBright(colour) ? "bright" : "dim",
    style: `background-color: ${cssOf(colour)}` }, write(value));
}
