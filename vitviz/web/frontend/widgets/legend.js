// A colour bar with numbers under it.

import { h } from "../lib/dom.js";

export class Legend {
  constructor() {
    this.bar = h("canvas", { class: "scale-bar", width: "256", height: "1", "aria-hidden": "true" });
    this.ticks = h("div", { class: "scale-ticks" });
    this.element = h("div", { class: "scale" }, this.bar, this.ticks);
  }

  /** @param {Uint32Array} table  @param {[number, string][]} marks  place from 0 to 1, text */
  paint(table, marks) {
    if (this.table !== table) {
      this.table = table;
      this.bar.getContext("2d").putImageData(
        new ImageData(new Uint8ClampedArray(table.slice().buffer), 256, 1), 0, 0);
    }
    this.ticks.replaceChildren(...marks.map(([at, text]) => {
      const edge = at === 0 ? "left" : at === 1 ? "right" : "middle";
      return h("span", { class: `tick ${edge}`, style: `left:${at * 100}%` }, text);
    }));
  }
}
