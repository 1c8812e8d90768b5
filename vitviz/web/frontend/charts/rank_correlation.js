// The rank correlation between each pair of methods: numbers on the colours of the signed map.

import { fill, h, term } from "../lib/dom.js";
import { METHODS } from "../math/densities.js";

export class Agreement {
  constructor(words) {
    this.words = words;
    this.said = h("p", { class: "said" });
    this.table = h("table", {});
    this.element = h("div", { class: "agreement" },
      h("h3", { "data-figure": "no" }, words.table_title, h("small", {}, term(words.rank, words.rank_tip))),
      h("div", { class: "scroll" }, this.table), this.said);
  }

  /** @param {import("./methods.js").Maps} maps  @param {Uint32Array} table  the diverging colours */
  paint(maps, settings, table, language) {
    const { words } = this;
    const number = new Intl.NumberFormat(language,
      { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const methods = METHODS.filter((method) => maps.has(method));
    const heading = (scope) => (method) =>
      h("th", { scope, class: method === "gradcam_cnn" ? "cnn" : "" }, h("span", {}, words[method]));
    this.table.replaceChildren(
      h("thead", {}, h("tr", {}, h("td", {}), ...methods.map(heading("col")))),
      h("tbody", {}, ...methods.map((row) => h("tr", {}, heading("row")(row),
        ...methods.map((col) => cell(maps.agreement(row, col, settings), table, number, words))))));
    this.said.textContent = [words.rank_said,
      maps.has("gradcam_cnn") ? fill(words.rank_cnn, { count: maps.header.common }) : "",
      maps.contrast ? words.rank_differences : ""].join(" ");
  }
}

function cell(value, table, number, words) {
  if (Number.isNaN(value)) return h("td", { class: "none", "aria-label": words.rank_none }, "–");
  const word = table[Math.round(((value + 1) / 2) * 255)];
  const [r, g, b] = [word & 255, (word >> 8) & 255, (word >> 16) & 255];
  const bright = 0.3 * r + 0.6 * g + 0.1 * b > 140;
  return h("td", { "data-swatch": "", class: bright ? "bright" : "dim",
    style: `background-color: rgb(${r} ${g} ${b})` }, number.format(value).replace("-", "−"));
}
