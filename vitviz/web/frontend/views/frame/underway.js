// A photo on its way to the server: its picture, its name, how far it is, and a way to stop it.

import { fill, h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";

/** @typedef {import("../../lib/types.js").Words} Words */

/**
 * @typedef {object} Arrival
 * @property {string} name  of the file
 * @property {string} url  of its picture
 * @property {number} part  of its bytes that are sent, from 0 to 1
 * @property {"sending"|"reading"|"opening"|"waiting"} stage  waiting: for a server that answers
 */

export class Underway {
  /** @type {Words} */
  #words;
  #thumb = h("img", { alt: "", onerror: () => { this.#thumb.hidden = true; } });
  #name = h("p", { class: "name" });
  #stage = h("p", { class: "stage", role: "status" });
  #bar = h("div", { class: "progress", role: "progressbar", "aria-valuemin": "0",
    "aria-valuemax": "100" }, h("i"));
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {() => void} cancel
   */
  constructor(words, cancel) {
    this.#words = words;
    const close = h("button", { type: "button", class: "close", "aria-label": words.cancel,
      title: words.cancel, onclick: () => cancel() }, icon("cross"));
    this.element = h("div", { class: "work", hidden: true }, h("span", { class: "frame" },
      icon("picture"), this.#thumb), h("div", { class: "facts" }, this.#name, this.#stage), close, this.#bar);
  }

  /**
   * @param {Arrival|null} arrival
   * @param {(part: number) => string} percent
   */
  show(arrival, percent) {
    this.element.hidden = arrival === null;
    if (!arrival) return;
    const { name, url, part, stage } = arrival;
    if (this.#thumb.src !== url) {
      this.#thumb.hidden = false;
      this.#thumb.src = url;
    }
    this.#name.textContent = name;
    const text = fill(this.#words[stage], { percent: percent(part) });
    if (this.#stage.textContent !== text) this.#stage.textContent = text;
    this.element.dataset.stage = stage;
    this.#bar.style.setProperty("--part", String(part));
    this.#bar.setAttribute("aria-valuenow", String(Math.round(100 * part)));
  }
}
