// A table of layers and heads: what the logit loses or gains without each, and what is off.
// One cell is in the order of the Tab key; the arrow keys move, Enter or Space switch.

import { fill, h } from "../lib/dom.js";

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Heat {
  /** @param {{toggle: (id: string) => void}} actions  `id` is "11.3" or "11.all" */
  constructor(words, actions) {
    Object.assign(this, { words, actions, key: "", at: [0, 0] });
    this.element = h("div", { class: "heat", role: "grid", "aria-label": words.heat_label });
  }

  /** @param {number[]} counts  heads of each layer */
  lay(counts) {
    if (this.key === String(counts)) return;
    this.key = String(counts);
    const { words } = this;
    this.most = Math.max(...counts);
    this.element.style.setProperty("--heads", String(this.most));
    const heading = (text) => h("span", { class: "heading", role: "columnheader" }, text);
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

  cell(layer, head) {
    const id = `${layer}.${head}`;
    const column = head === "all" ? this.most : Number(head);
    return h("div", { class: "heat-cell", role: "gridcell", tabindex: "-1", "data-off": id,
      onclick: () => { this.enter(layer, column); this.actions.toggle(id); }, onfocus: () => this.enter(layer, column),
      onkeydown: (event) => this.keyed(event, layer, column, id) });
  }

  enter(row, column) {
    this.cells[this.at[0]]?.[this.at[1]]?.setAttribute("tabindex", "-1");
    this.at = [row, column];
    this.cells[row][column]?.setAttribute("tabindex", "0");
  }

  keyed(event, row, column, id) {
    const move = MOVES[event.key];
    if (!move && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (move) this.cells[row + move[0]]?.[column + move[1]]?.focus();
    else this.actions.toggle(id);
  }

  /**
   * @param {{values: ?Float32Array, whole: ?Float32Array, limits: [number, number], off: Set<string>,
   *   table: Uint32Array, write: (value: number) => string}} view
   *   `values` are layers x heads; heads and whole layers each have their own limit
   */
  paint({ values, whole, limits, off, table, write }) {
    const { words, most } = this;
    this.cells.forEach((row, layer) => row.forEach((cell, column) => {
      if (!cell) return;
      const all = column === most;
      const value = all ? whole?.[layer] : values?.[layer * most + column];
      const gone = off.has(cell.dataset.off) || off.has(`${layer}.all`);
      const known = Number.isFinite(value);
      cell.textContent = known ? write(value) : "";
      if (gone) cell.append(h("span", { class: "off-mark" }, words.off));
      cell.setAttribute("aria-selected", String(gone));
      cell.setAttribute("aria-label", [fill(all ? words.layer_name : words.head_name, { layer: layer + 1, head: column + 1 }),
        known ? write(value) : "", gone ? words.off : ""].filter(Boolean).join(", "));
      cell.toggleAttribute("data-swatch", known);
      paintCell(cell, known ? colourOf(value, limits[all ? 1 : 0], table) : null);
    }));
  }
}

/** A colour of the signed table and whether writing on it must be light. */
function colourOf(value, limit, table) {
  const share = Math.max(-1, Math.min(1, value / (limit || 1)));
  const word = table[Math.round((share + 1) * 127.5)];
  return [word & 255, (word >> 8) & 255, (word >> 16) & 255];
}

function paintCell(cell, colour) {
  if (!colour) return void cell.removeAttribute("style");
  const [r, g, b] = colour;
  cell.style.backgroundColor = `rgb(${r}, ${g}, ${b})`;
  cell.style.color = 0.3 * r + 0.6 * g + 0.1 * b < 120 ? "white" : "black";
}
