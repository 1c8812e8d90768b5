// The code of a link, drawn by the server. A browser shows the former picture until the next one is
// here; a phone that scans it then would be led to another address than the one written below.

import { h } from "../../lib/dom.js";

export class QrCode {
  #src = "";
  /** @type {HTMLImageElement} */
  element;

  /** @param {number} side  in CSS pixels @param {string} name  what it says to who cannot see it
   * @param {{class?: string}} [look] */
  constructor(side, name, look = {}) {
    this.element = h("img", { ...look, width: String(side), height: String(side), alt: name,
      onload: () => this.#seen(true), onerror: () => { this.element.hidden = true; } });
  }

  /** @param {string} src  the address of the code, "" for none */
  show(src) {
    this.element.hidden = !src;
    if (!src || src === this.#src) return;
    this.#src = src;
    this.#seen(false);
    this.element.src = src;
  }

  /** Its place is kept meanwhile. @param {boolean} is */
  #seen(is) {
    this.element.style.visibility = is ? "" : "hidden";
  }
}
