// A colour bar with numbers under it.

import { h } from "../lib/dom.js";

export class Legend {
  #bar = h("canvas", { class: "scale-bar", width: "256", height: "1", "aria-hidden": "true" });
  #ticks = h("div", { class: "scale-ticks" });
  element = h("div", { class: "scale" }, this.#bar, this.#ticks);
  /** @type {Uint32Array|null} */
  #table = null;

  /**
   * @param {Uint32Array} table  256 colours, RGBA in memory
   * @param {[at: number, text: string][]} marks  place from 0 to 1
   */
  paint(table, marks) {
    if (this.#table !== table) {
      this.#table = table;
      this.#bar.getContext("2d")?.putImageData(
        new ImageData(new Uint8ClampedArray(table.slice().buffer), 256, 1), 0, 0);
    }
    this.#ticks.replaceChildren(...marks.map(([at, text]) =>
      h("span", { class: "tick", style: styleOf(at) }, text)));
  }
}

/**
 * A number's point at the same share of its own width stands at its place: those at the ends stay
 * within the bar, and one close to an end leaves that one its room.
 * @param {number} at  from 0 to 1
 */
export function styleOf(at) {
  return `left:${at * 100}%;transform:translateX(${-at * 100}%)`;
}
