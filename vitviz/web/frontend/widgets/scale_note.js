// Where the CNN looks at more pixels than it learned at: what that means, and a press that shows it
// the same crop at a size that it learned.

import { h } from "../lib/dom.js";

/** @typedef {{text: string, press: string, side: number}} Scale  as app/pages/cnn_scale.py says it */

export class ScaleNote {
  #text = h("p", {});
  #press;
  side = 0;
  /** @type {HTMLElement} */ element;

  /** @param {(change: {cnn_size: number}) => void} pick */
  constructor(pick) {
    this.#press = h("button", { type: "button", class: "chip", "data-value": "cnn_size", "data-figure": "no",
      onclick: () => pick({ cnn_size: this.side }) });
    this.element = h("div", { class: "caveat scale-note", hidden: true }, this.#text, this.#press);
  }

  /** @param {Scale|null} [scale]  null where nothing is to be said */
  set(scale) {
    this.element.hidden = !scale;
    if (!scale) return;
    this.side = scale.side;
    this.#text.textContent = scale.text;
    this.#press.textContent = scale.press;
  }
}
