// The row of all steps: where one stands, what is answered, and the way to any other.

import { fill, h, named, reveal } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */

export class StepsRow {
  list = h("ol");
  /** @type {HTMLElement} */ element;
  /** @type {HTMLButtonElement[]} */ buttons = [];

  /** @param {Words} words @param {(step: string) => void} go */
  constructor(words, go) {
    this.words = words;
    this.go = go;
    this.element = h("nav", { class: "steps-row", "aria-label": words.steps }, this.list);
  }

  /** @param {string[]} steps  in their order */
  offer(steps) {
    if (this.buttons.length === steps.length) return;
    this.buttons = steps.map((step, at) => h("button", { type: "button", "data-step": step,
      "data-tip": this.words[`title_${step}`], onclick: () => this.go(step) }, String(at + 1)));
    this.list.replaceChildren(...this.buttons.map((button) => h("li", {}, button)));
  }

  /** @param {string} here @param {Record<string, string>} answers */
  set(here, answers) {
    const { words } = this;
    this.buttons.forEach((button, at) => {
      const step = button.dataset.step ?? "";
      const done = step in answers;
      button.toggleAttribute("data-answered", done);
      if (step === here) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      const name = named(fill(words.step_of, { number: at + 1, count: this.buttons.length }), words[`title_${step}`]);
      button.setAttribute("aria-label", done ? `${name} (${words.answered})` : name);
    });
    reveal(this.element, this.buttons.find((button) => button.dataset.step === here));
  }
}
