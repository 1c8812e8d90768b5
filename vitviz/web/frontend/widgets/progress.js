// How far a long computation is, and a way to stop it.

import { fill, h } from "../lib/dom.js";

/** @typedef {import("../lib/types.js").Words} Words */

/**
 * How far the server is with one request.
 * @typedef {object} Reached
 * @property {number} done  parts that are finished
 * @property {number} total  parts in all, 0 while nobody knows
 * @property {number} ahead  requests that are computed before this one
 */

export class Progress {
  /** @type {Words} */
  #words;
  /** @type {HTMLProgressElement} */
  #bar;
  /** @type {HTMLElement} */
  #text;
  #started = 0;
  /** What was done by then: a run that is joined has begun before. @type {number|null} */
  #from = null;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {() => void} stop  the button was pressed
   */
  constructor(words, stop) {
    this.#words = words;
    this.#bar = h("progress", { max: "1", "aria-label": words.progress });
    // Read out twice a second it would drown everything else; the bar can be asked.
    this.#text = h("span", { class: "text", "aria-live": "off" });
    this.element = h("div", { class: "working", role: "status", hidden: true, "data-figure": "no" },
      this.#bar, this.#text, h("button", { type: "button", class: "chip", onclick: stop }, words.stop));
  }

  begin() {
    this.#started = performance.now();
    this.#from = null;
    this.show({ done: 0, total: 0, ahead: 0 });
    this.element.hidden = false;
  }

  /** @param {Reached} reached */
  show(reached) {
    const { done, total } = reached;
    if (total && this.#from === null) {
      this.#from = done;
      if (done) this.#started = performance.now();
    }
    if (total && done) this.#bar.value = done / total;
    else this.#bar.removeAttribute("value");
    const seconds = Math.round((performance.now() - this.#started) / 1000);
    this.#text.textContent = progressText(reached, seconds, this.#words, this.#from ?? 0);
  }

  end() {
    this.element.hidden = true;
  }
}

/**
 * How far it is in words. What is left is as fast as what is done.
 * @param {Reached} reached
 * @param {number} seconds  since the beginning
 * @param {Words} words
 * @param {number} [from]  parts that were done when the seconds began
 * @returns {string}
 */
export function progressText({ done, total, ahead }, seconds, words, from = 0) {
  if (ahead) return fill(words.waiting, { ahead });
  if (done <= from) return fill(words.begun, { seconds });
  const left = Math.ceil(((total - done) * seconds) / (done - from));
  return fill(words.working, { done, total, left: lasting(left, words) });
}

/**
 * A duration as a sentence says it: "a moment", "about 12 s", "about 3 min".
 * @param {number} seconds
 * @param {Words} words
 * @returns {string}
 */
export function lasting(seconds, words) {
  if (seconds < 1) return words.moment;
  return seconds < 100 ? fill(words.seconds, { count: Math.ceil(seconds) })
    : fill(words.minutes, { count: Math.ceil(seconds / 60) });
}
