// What both models say of the photo, and beside it why not to believe them: no wrong answer stands
// alone. Which models they are stands apart, for it is the same for every photo.

import { fill, h } from "../../lib/dom.js";

/** @typedef {import("./types.js").SaidFacts} SaidFacts */

export class Said {
  #words;
  #likeliest = h("p", { class: "likeliest" });
  #caveat = h("p", { class: "caveat", hidden: true });
  element = h("div", { class: "says" }, this.#likeliest, this.#caveat);
  about = h("p", { class: "text about" });

  /** @param {import("../../lib/types.js").Words} words */
  constructor(words) {
    this.#words = words;
  }

  /** @param {SaidFacts} facts @param {Pick<import("../../lib/types.js").Formats, "percent">} formats */
  set({ predictions, caveat, about }, { percent }) {
    const words = this.#words;
    this.#likeliest.replaceChildren(...predictions.map(({ model, label, share }) =>
      h("span", { class: model }, fill(words.likeliest, { model: words[model], label,
        share: percent(share) }))));
    this.#caveat.textContent = caveat;
    this.#caveat.hidden = !caveat;
    this.about.textContent = about;
  }
}
