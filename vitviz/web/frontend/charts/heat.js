// A table of layers and heads: what the logit loses or gains without each, and what is off.
// One cell is in the order of the Tab key; the arrow keys move, Enter or Space switch.

import { fill, h } from "../lib/dom.js";
import { ARROWS } from "../math/geometry.js";
import { cssOf, isBright, signedColourAt } from "../paint/colour.js";

/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("../lib/types.js").Write} Write */

/**
 * @typedef {object} HeatView
 * @property {Float32Array|null} values  layers x heads, not a number where a layer has fewer heads
 * @property {Float32Array|null} whole  of whole layers
 * @property {[heads: number, layers: number]} limits  at the table's ends: heads and whole layers have their own
 * @property {Set<string>} off  ids
 * @property {Uint32Array} table  diverging
 * @property {Write} write
 */

const MANY = 16; // heads whose numbers have no room beside another panel

export class Heat {
  /** @type {Words} */ words;
  /** @type {{toggle: (id: string) => void}} */ actions;
  /** @type {HTMLElement} */ element;
  /** @type {(HTMLElement|null)[][]} */ cells = []; // a line for each layer, the whole layer at its end
  key = ""; // the heads of each layer, as they are laid out
  most = 0; // heads of the layer that has most
  /** @type {[row: number, column: number]} */ at = [0, 0];

  /** @param {Words} words @param {{toggle: (id: string) => void}} actions  `id` is "11.3" or "11.all" */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.element = h("div", { class: "heat", role: "grid", "aria-label": words.heat_label });
  }

  /** @param {number[]} counts  heads of each layer @returns {void} */
  lay(counts) {
    if (this.key === String(counts)) return;
    this.key = String(counts);
    const { words } = this;
    this.most = Math.max(...counts);
    this.element.style.setProperty("--heads", String(this.most));
    this.element.classList.toggle("many", this.most > MANY);
    const heading = (/** @type {string} */ text) => h("span", { class: "heading", role: "columnheader" }, text);
    this.cells = counts.map((count, layer) => [...Array.from({ length: this.most }, (_, head) =>
      (head < count ? this.cell(layer, String(head)) : null)), this.cell(layer, "all")]);
    this.element.replaceChildren(
      h("div", { class: "heat-row", role: "row" }, heading(words.layer),
        ...Array.from({ length: this.most }, (_, head) => heading(String(head + 1))), heading(words.whole)),
      ...this.cells.map((row, layer) => h("div", { class: "heat-row", role: "row" },
        h("span", { class: "heading", role: "rowheader" }, String(layer + 1)),
        ...row.map((cell) => cell ?? h("span", {})))));
    this.enter(0, 0);
  }

  /** @param {number} layer @param {string} head  its number, or "all" @returns {HTMLElement} */
  cell(layer, head) {
    const id = `${layer}.${head}`;
    const column = head === "all" ? this.most : Number(head);
    return h("div", { class: "heat-cell", role: "gridcell", tabindex: "-1", "data-off": id,
      onclick: () => { this.enter(layer, column); this.actions.toggle(id); }, onfocus: () => this.enter(layer, column),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.keyed(event, layer, column, id) });
  }

  /** @param {number} row @param {number} column @returns {void} */
  enter(row, column) {
    this.cells[this.at[0]]?.[this.at[1]]?.setAttribute("tabindex", "-1");
    this.at = [row, column];
    this.cells[row][column]?.setAttribute("tabindex", "0");
  }

  /** @param {KeyboardEvent} event @param {number} row @param {number} column @param {string} id
   * @returns {void} */
  keyed(event, row, column, id) {
    const move = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : null;
    if (!move && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (move) this.cells[row + move[0]]?.[column + move[1]]?.focus();
    else this.actions.toggle(id);
  }

  /** @param {HeatView} view @returns {void} */
  paint({ values, whole, limits, off, table, write }) {
    const { words, most } = this;
    this.cells.forEach((row, layer) => row.forEach((cell, column) => {
      if (!cell) return;
      const all = column === most;
      const value = (all ? whole?.[layer] : values?.[layer * most + column]) ?? NaN;
      const gone = off.has(cell.dataset.off ?? "") || off.has(`${layer}.all`);
      const known = Number.isFinite(value);
      cell.textContent = known ? write(value) : "";
      if (gone) cell.append(h("span", { class: "off-mark" }, words.off));
      cell.setAttribute("aria-selected", String(gone));
      cell.setAttribute("aria-label", [fill(all ? words.layer_name : words.head_name, { layer: layer + 1, head: column + 1 }),
        known ? write(value) : "", gone ? words.off : ""].filter(Boolean).join(", "));
      cell.toggleAttribute("data-swatch", known);
      paintCell(cell, known ? signedColourAt(table, value, limits[all ? 1 : 0] || 1) : null);
    }));
  }
}

/** @param {HTMLElement} cell @param {number|null} colour  a word, null for none @returns {void} */
function paintCell(cell, colour) {
  if (colour === null) {
    cell.removeAttribute("style");
    return;
  }
  cell.style.backgroundColor = cssOf(colour);
  cell.style.color = isBright(colour) ? "black" : "white";
}
