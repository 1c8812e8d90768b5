// Multiply-adds against the number of tokens: counted, so that they are there before anything was
// measured, with the number of tokens of the photo on screen marked.

import { ByTokens } from "../../charts/by_tokens.js";
import { fill, h, term } from "../../lib/dom.js";
import { part } from "../../math/slices.js";
import { partsTable } from "./cost_table.js";

/** @typedef {import("./costs.js").Facts & {here: number}} Facts  `here`: index of the size on screen */
/** @typedef {import("../../lib/types.js").Bundle<Facts>} Bundle */
/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */

export class CountedAdds {
  /** @type {Bundle|null} */ found = null;
  /** Index of a number of tokens. @type {number|null} */ pointed = null;
  table = h("div", { class: "scroll" });
  text = h("p", { class: "text" });

  /** @param {Words} words @param {Formats} formats @param {() => void} wake */
  constructor(words, formats, wake) {
    this.words = words;
    this.formats = formats;
    this.say = formats.compact;
    this.chart = new ByTokens(h("div", { class: "chart" }), (at) => { this.pointed = at; wake(); });
    this.element = h("div", { class: "measure", "data-measure": "adds" }, h("h3", {}, term(words.adds, words.adds_tip)),
      this.chart.element, h("div", {}, this.text, this.table));
  }

  /** @param {Bundle|null} found */
  set(found) {
    this.found = found;
    this.table.replaceChildren(...(found ? [partsTable("adds", found, this.say, this.words, this.formats)] : []));
  }

  /** @param {string} larger  the type than on a laptop */
  paint(larger) {
    const { words, formats, found } = this;
    const tokens = found ? [...part(found.arrays.tokens)] : [];
    const here = found ? { at: found.header.here, text: fill(words.adds_mark, { count: formats.whole(tokens[found.header.here]) }) } : null;
    const lines = found ? found.header.ways.map((id, way) => ({ id, values: [...part(found.arrays.adds, way)],
      fit: found.header.fits.adds?.[way] ?? null })) : [];
    this.chart.paint({ tokens, lines, pointed: found ? this.pointed : null, marked: here, across: words.across,
      up: words.adds_up, label: words.adds_label, larger, empty: "", count: formats.whole, say: this.say });
    this.text.textContent = found ? fill(words.adds_here, this.facts(found)) : "";
  }

  /** What a pass needs at the tokens under a pointer, else at those of the photo. @param {Bundle} found */
  facts({ header, arrays }) {
    const { say, formats: { whole, percent } } = this;
    const at = this.pointed ?? header.here;
    const [height, width] = header.sizes[at];
    const [vit, cnn] = header.ways.map((_, way) => part(arrays.adds, way)[at]);
    return { count: whole(part(arrays.tokens)[at]), height, width, vit: say(vit), cnn: say(cnn),
      share: percent(part(arrays.products)[at] / vit) };
  }
}
