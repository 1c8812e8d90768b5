// Where the visitor stood in the Lesson the last time: offered once, to whoever begins anew.

import { fill, h } from "../../lib/dom.js";

/** @typedef {import("../../view/host.js").Host} Host */
/** @typedef {{step: string, answers: string}} Left */

const NAME = "lesson";

export class Before {
  text = h("span");
  /** @type {HTMLElement} */ element;
  /** @type {Left|null} */ left = null;
  asked = false;

  /** @param {Pick<Host, "words"|"memory">} host @param {(left: Left) => void} go */
  constructor({ words, memory }, go) {
    this.words = words;
    this.memory = memory;
    const on = h("button", { type: "button", class: "quiet", onclick: () => this.left && go(this.left) }, words.go_on);
    this.element = h("p", { class: "before", hidden: true }, this.text, " ", on);
  }

  /** @param {Left} now */
  set({ step, answers }) {
    const begins = !answers && step === "photo";
    if (!this.asked && begins) this.left = leftOf(this.memory.recall(NAME));
    this.asked = true;
    this.element.hidden = !begins || !this.left;
    if (this.left) this.text.textContent = fill(this.words.stood_at, { title: this.words[`title_${this.left.step}`] });
    if (!begins) this.memory.remember(NAME, JSON.stringify({ step, answers }));
  }
}

/** What was kept, if it still makes sense. @param {string|null} text @returns {Left|null} */
export function leftOf(text) {
  try {
    const { step, answers } = JSON.parse(text ?? "null") ?? {};
    return typeof step === "string" && typeof answers === "string" ? { step, answers } : null;
  } catch {
    return null;
  }
}
