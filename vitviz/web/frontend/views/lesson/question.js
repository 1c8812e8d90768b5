// A question of the Lesson: choices, or a place on the photo; afterwards which was guessed and which
// the photo showed, side by side, neither praised nor marked wrong.

import { h } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {{id: string, text?: string}} Choice */

export class Choices {
  element = h("div", { class: "choices", role: "group" });
  /** @type {HTMLButtonElement[]} */ buttons = [];
  built = "";
  says = "";
  /** Answered: a button that has the focus keeps it, so it is not disabled. */ closed = false;

  /** @param {Words} words @param {(id: string) => void} answer */
  constructor(words, answer) {
    this.words = words;
    this.answer = answer;
  }

  /** @param {string} step @param {Choice[]} choices @param {string} asked  which they answer */
  offer(step, choices, asked) {
    this.element.hidden = !choices.length;
    this.element.setAttribute("aria-label", asked);
    this.says = this.words[`says_${step}`] ?? this.words.photo_says;
    const key = JSON.stringify([step, choices]);
    if (key === this.built) return;
    this.built = key;
    this.buttons = choices.map(({ id, text }) => h("button", { type: "button", class: "choice-button", "data-choice": id,
      onclick: () => { if (!this.closed) this.answer(id); } }, h("span", {}, text ?? this.words[`choice_${step}_${id}`]),
    h("span", { class: "marks" })));
    this.element.replaceChildren(...this.buttons);
  }

  /** @param {string|undefined} answered  undefined before, "skip" without a guess
   * @param {string|undefined} right  what the photo showed, once it is known
   * @param {boolean} [open]  whether another answer may still take its place */
  mark(answered, right, open = false) {
    const { words } = this;
    this.closed = answered !== undefined && !open;
    for (const button of this.buttons) {
      const id = button.dataset.choice;
      const said = [id === answered && words.yours, id === right && this.says].filter(Boolean);
      button.setAttribute("aria-disabled", String(this.closed));
      button.toggleAttribute("data-yours", id === answered);
      button.toggleAttribute("data-right", id === right);
      const marks = /** @type {HTMLElement} */ (button.lastElementChild);
      marks.textContent = said.join(" · ");
    }
  }
}
