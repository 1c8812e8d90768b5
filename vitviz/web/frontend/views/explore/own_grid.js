// What is said of a model with windows, or with grids that become coarser from stage to stage.

import { fill, h } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./large_map.js").LargeMap} LargeMap */

/** The large map's own grid and window, "" where it has none. @param {LargeMap} map @param {Words} words */
export function ownGrid({ grid, seen, signed }, words) {
  if (!grid || signed) return "";
  const [rows, cols] = grid;
  const whole = seen === rows * cols;
  return fill(words[whole ? "own_grid" : "own_window"], { rows, cols, seen: seen ?? rows * cols });
}

export class OwnGrid {
  element = h("p", { class: "text own-grid", hidden: true });

  /** @param {Words} words @param {{element: HTMLElement}} sequence  that such a model does not read */
  constructor(words, sequence) {
    this.words = words;
    this.sequence = sequence;
    this.instead = h("p", { class: "text", hidden: true }, words.sequence_none);
  }

  /** @param {Scene} scene */
  setScene({ several }) {
    this.sequence.element.hidden = several;
    this.instead.hidden = !several;
  }

  /** @param {LargeMap} map */
  paint(map) {
    this.element.textContent = ownGrid(map, this.words);
    this.element.hidden = !this.element.textContent;
  }
}
