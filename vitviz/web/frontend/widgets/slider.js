// A slider with its value beside it. While a finger, a pointer or a key holds it, nothing that the
// page hears from elsewhere moves it.

import { h } from "../lib/dom.js";

/**
 * @typedef {object} SliderOptions
 * @property {string} label  for a screen reader
 * @property {Node|string} [caption]  what stands before the slider
 * @property {string} [kind]  the element's class
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step]
 * @property {(value: number) => string} [write]  the value beside the slider; without it none stands there
 * @property {(value: number) => void} [move]  at every step of a movement
 * @property {(value: number) => void} [commit]  once the movement has ended
 */

export class Slider {
  /** @type {HTMLLabelElement} */ element;
  /** @type {HTMLInputElement} */ input;
  /** @type {HTMLOutputElement|null} */ output;
  /** @type {SliderOptions} */ options;
  held = false;
  moved = false;

  /** @param {SliderOptions} options */
  constructor(options) {
    this.options = options;
    const { label, caption, kind, min = 0, max = 1, step = 0.05, write } = options;
    this.input = h("input", { type: "range", min: String(min),
      max: String(max), step: String(step), "aria-label": label, oninput: () => this.move(),
      onpointerdown: () => { this.held = true; } });
    for (const end of ["change", "pointerup", "pointercancel", "blur"]) {
      this.input.addEventListener(end, () => this.release());
    }
    this.output = write ? h("output", { "aria-hidden": "true" }) : null; // the slider says its value itself
    const shown = this.output ? h("span", { class: "slider" }, this.input, this.output) : this.input;
    this.element = h("label", { class: kind }, caption, shown);
  }

  get value() {
    return Number(this.input.value);
  }

  /** Shows `value`, unless somebody holds the slider. @param {number} value @param {number} [max] */
  set(value, max) {
    if (max !== undefined) this.input.max = String(max);
    this.input.disabled = Number(this.input.max) <= Number(this.input.min); // there is one value only
    if (this.held) return;
    this.input.value = String(value);
    this.show();
  }

  show() {
    if (!this.output) return;
    const said = this.options.write?.(this.value) ?? "";
    this.output.textContent = said;
    this.input.setAttribute("aria-valuetext", said);
  }

  move() {
    this.held = true; // by a key, which no pointer announced
    this.moved = true;
    this.show();
    this.options.move?.(this.value);
  }

  /** A browser tells of the change after the pointer has left, or not at all: commits once. */
  release() {
    this.held = false;
    if (!this.moved) return;
    this.moved = false;
    this.options.commit?.(this.value);
  }
}
