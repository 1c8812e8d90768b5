// What a model says before and after a change: two short lists of bars, and how far they differ.

import { fill, h, term } from "../lib/dom.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {"before"|"after"} When */
/** @typedef {Record<When, number> & {en: string}} Share  of a class, with its name in each language by code */

/**
 * @typedef {object} Outcomes  what a model says
 * @property {Share[]} before  the likeliest classes, likeliest first
 * @property {Share[]} after
 * @property {number} kl  the divergence of the one from the other, in nats
 */

/** A class's name in a language, in English where it has none there.
 * @param {Share} share @param {string} language @returns {string} */
export function nameOf(share, language) {
  const names = /** @type {Record<string, any>} */ (share);
  return names[language] ?? share.en;
}

export class Outcome {
  /** @type {Words} */ words;
  /** @type {"vit"|"cnn"} */ model;
  /** @type {Record<When, HTMLOListElement>} */ lists;
  /** @type {HTMLElement} */ kl;
  /** @type {HTMLElement} */ element;

  /** @param {Words} words @param {"vit"|"cnn"} model */
  constructor(words, model) {
    this.words = words;
    this.model = model;
    this.lists = { before: h("ol", {}), after: h("ol", {}) };
    this.kl = h("span", { class: "kl", "data-value": `kl-${model}` });
    const list = (/** @type {When} */ when) =>
      h("div", {}, h("p", { class: "label" }, words[when]), this.lists[when]);
    this.element = h("section", { class: `outcome ${model}` },
      h("h4", {}, words[model], " ", h("span", { class: "label" },
        term(words.divergence, words.divergence_tip), " ", this.kl)),
      h("div", { class: "pair" }, list("before"), list("after")));
  }

  /** @param {Outcomes|null} outcome  null hides the model @param {string} language @param {Formats} formats
   * @returns {void} */
  paint(outcome, language, formats) {
    this.element.hidden = !outcome;
    if (!outcome) return;
    this.kl.textContent = fill(this.words.nats, { value: formats.nats(outcome.kl) });
    for (const when of /** @type {When[]} */ (["before", "after"])) {
      const rows = outcome[when].map((one) => this.bar(one, when, language, formats));
      this.lists[when].replaceChildren(...rows);
    }
  }

  /**
   * @param {Share} one @param {When} when @param {string} language @param {Formats} formats
   * @returns {HTMLElement}
   */
  bar(one, when, language, { percent }) {
    const share = one[when];
    const was = when === "after" ? fill(this.words.was, { share: percent(one.before) }) : "";
    return h("li", {},
      h("span", { class: "name" }, nameOf(one, language)),
      h("span", { class: "share" }, percent(share)),
      h("span", { class: "track" },
        h("span", { class: "fill", "data-swatch": "", style: `width:${share * 100}%` })),
      h("span", { class: "was" }, was));
  }

  /** The same in a sentence. @param {Outcomes} outcome @param {string} language @param {Formats} formats
   * @returns {string} */
  sentence(outcome, language, { percent, nats }) {
    const [first] = outcome.after;
    return fill(this.words.effect_text, { model: this.words[this.model],
      label: nameOf(first, language), share: percent(first.after), before: percent(first.before),
      kl: nats(outcome.kl) });
  }
}
