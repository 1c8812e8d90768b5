// The stages as a row of buttons, which the arrow keys walk along; the sentence of the one on screen.

import { h } from "../../lib/dom.js";
import { STAGES } from "./flow_motion.js";

/** @typedef {import("../../lib/types.js").Words} Words */

/** @type {Record<string, number>} */
const WAYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -STAGES.length, End: STAGES.length };

/** The stage that a key leads to, null for any other key. @param {string} key @param {number} stage
 * @returns {number | null} */
export function led(key, stage) {
  if (!Object.hasOwn(WAYS, key)) return null;
  return Math.min(STAGES.length - 1, Math.max(0, stage + WAYS[key]));
}

export class Stages {
  /** @type {HTMLButtonElement[]} */ buttons;
  /** @type {HTMLButtonElement} */ play;
  /** @type {HTMLElement} */ element;
  at = -1;

  /** @param {Words} words @param {{go: (stage: number) => void, play: () => void}} actions */
  constructor(words, { go, play }) {
    this.words = words;
    this.buttons = STAGES.map((name, i) => h("button", { type: "button", "data-stage": name,
      onclick: () => go(i) }, h("span", {})));
    const row = h("div", { class: "flow-stages", role: "group", "aria-label": words.name,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const next = led(event.key, this.at);
        if (next === null) return;
        event.preventDefault();
        go(next);
        this.buttons[next].focus();
      } }, ...this.buttons);
    this.play = h("button", { type: "button", class: "flow-play quiet", onclick: play }, words.play);
    this.element = h("div", { class: "flow-controls", "data-figure": "no" }, row, this.play);
  }

  /** @param {string[]} names  of the buttons */
  name(names) {
    this.buttons.forEach((button, i) => {
      if (button.firstElementChild) button.firstElementChild.textContent = names[i];
    });
  }

  /** @param {number} stage  the one that is shown @param {boolean} playing */
  set(stage, playing) {
    const said = this.words[playing ? "pause" : "play"];
    if (this.play.textContent !== said) this.play.textContent = said;
    if (stage === this.at) return;
    this.at = stage;
    this.buttons.forEach((button, i) => {
      if (i === stage) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
      button.tabIndex = i === stage ? 0 : -1;
      button.toggleAttribute("data-past", i < stage);
    });
  }
}
