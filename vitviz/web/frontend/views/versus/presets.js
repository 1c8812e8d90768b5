// Ideas to try: each a setting with a question before, and what was measured on this photo after.

import { fill, h } from "../../lib/dom.js";
import { say } from "../../widgets/live.js";
import { presetOf } from "./settings.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/host.js").Fields} Fields */
/** @typedef {import("./settings.js").Preset} Preset */
/** @typedef {import("./settings.js").ViewState} ViewState */

export class Presets {
  /** @type {Words} */ words;
  /** @type {Preset[]} */ presets = [];
  /** @type {Preset|null} */ chosen = null;
  /** @type {HTMLElement[]} */ chips = [];
  row = h("div", { class: "preset-row", role: "group" });
  question = h("p", { class: "preset-before" });
  answer = h("p", { class: "preset-after" });

  /** @param {Words} words @param {(fields: Fields) => void} pick */
  constructor(words, pick) {
    this.words = words;
    this.pick = pick;
    this.row.setAttribute("aria-label", words.presets);
  }

  /** As they are on the picture on screen. @param {Preset[]} presets @returns {void} */
  offer(presets) {
    this.presets = presets;
    if (this.chips.length) return;
    this.chips = presets.map(({ id }, at) => h("button", { type: "button", class: "chip", "data-preset": id,
      onclick: () => this.pick(this.presets[at].set) }, this.words[`preset_${id}`]));
    this.row.replaceChildren(h("span", { class: "label" }, this.words.presets), ...this.chips);
  }

  /** @param {ViewState} values */
  set(values) {
    this.chosen = presetOf(this.presets, values);
    this.chips.forEach((chip) =>
      chip.setAttribute("aria-pressed", String(chip.dataset.preset === this.chosen?.id)));
    this.question.textContent = this.chosen ? this.words[`preset_${this.chosen.id}_before`] : "";
    this.question.hidden = !this.chosen;
  }

  /** What was measured; null while it is on its way. @param {Record<string, string>|null} facts
   * @param {boolean} shared  whether the models share the label */
  say(facts, shared) {
    const { words, chosen } = this;
    const sentence = !shared ? words.effect_own : chosen ? words[`preset_${chosen.id}_after`] : words.effect;
    say(this.answer, facts ? fill(sentence, facts) : "");
  }
}
