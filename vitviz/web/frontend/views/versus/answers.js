// What both models say of the altered picture: the shared label first, with where it was before.

import { fill, h, term } from "../../lib/dom.js";
import { nameOf } from "../../charts/outcome.js";
import { Combobox } from "../../widgets/combobox.js";

/** @typedef {import("../../charts/outcome.js").Share} Share */
/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {"vit"|"cnn"} Model */
/** @typedef {{en: string, share: number}} Own  with its name in each language by code */
/**
 * @typedef {object} Said  by one model
 * @property {Share[]|null} shared  the label that is asked for, then what else is likely; null where the
 *   models do not share it
 * @property {[before: Own, after: Own]} own  its own likeliest label
 */
/** @typedef {Record<Model, Said> & {beyond: number, dropped?: number, patches?: number}} Header */

/** @type {Model[]} */
export const MODELS = ["vit", "cnn"];

export class Answers {
  /** @type {Words} */ words;
  /** @type {Record<Model, {list: HTMLElement, own: HTMLElement}>} */ parts;
  /** @type {HTMLElement} */ element;

  /** @param {Words} words @param {(target: string) => void} pick  a class */
  constructor(words, pick) {
    this.words = words;
    this.search = new Combobox(words, { name: "label", label: words.target, pick });
    const part = () => ({ list: h("ol", {}), own: h("p", { class: "own text" }) });
    this.parts = { vit: part(), cnn: part() };
    this.unshared = h("p", { class: "text", hidden: true }, words.range_unknown);
    this.element = h("div", { class: "answers" },
      h("div", { class: "line label-line" }, h("p", { class: "label" }, term(words.shared_label, words.shared_tip)),
        this.search.element), this.unshared,
      ...MODELS.map((model) => h("section", { class: `answer ${model}` }, h("h3", {}, words[model]),
        this.parts[model].list, this.parts[model].own)));
  }

  /** The classes that may be asked for. @param {string[]} labels @param {string[]} other  in the other language
   * @param {Formats} formats */
  offer(labels, other, { whole }) {
    this.search.set(labels.map((label, index) => ({ id: String(index), label, other: other[index], note: "" })),
      fill(this.words.search, { count: whole(labels.length) }));
  }

  /** @param {Header} header @param {string} language @param {Formats} formats @returns {void} */
  paint(header, language, formats) {
    this.unshared.hidden = header.vit.shared !== null;
    for (const model of MODELS) {
      const { shared, own } = header[model];
      this.parts[model].list.replaceChildren(...(shared ?? []).map((one, at) => this.bar(one, at === 0, language, formats)));
      this.parts[model].own.textContent = this.ownText(own, language, formats);
    }
  }

  /** @param {Share} one @param {boolean} asked  whether it is the label that is asked for
   * @param {string} language @param {Formats} formats */
  bar(one, asked, language, { percent }) {
    return h("li", { class: asked && "asked-label" },
      h("span", { class: "name" }, nameOf(one, language)),
      h("span", { class: "share" }, percent(one.after)),
      h("span", { class: "track" },
        h("span", { class: "fill", "data-swatch": "", style: `width:${one.after * 100}%` }),
        h("span", { class: "was-mark", style: `left:${one.before * 100}%` })),
      asked && h("span", { class: "was" }, fill(this.words.was, { share: percent(one.before) })));
  }

  /** @param {[before: Own, after: Own]} own @param {string} language @param {Formats} formats */
  ownText([before, after], language, { percent }) {
    const { words } = this;
    return fill(before.en === after.en ? words.own_same : words.own_other, { label: called(after, language),
      share: percent(after.share), before_label: called(before, language), before: percent(before.share) });
  }
}

/** @param {Own} own @param {string} language @returns {string} */
export function called(own, language) {
  return /** @type {Record<string, any>} */ (own)[language] ?? own.en;
}

/** What the sentences on an altered picture are filled with.
 * @param {Header} header @param {string} language @param {Formats} formats
 * @returns {Record<string, string>} */
export function factsOf(header, language, { percent }) {
  /** @type {Record<string, string>} */
  const facts = { dropped: String(header.dropped ?? ""), total: String(header.patches ?? "") };
  for (const model of MODELS) {
    const { shared, own: [, own] } = header[model];
    if (shared) {
      facts.label = nameOf(shared[0], language);
      facts[model] = percent(shared[0].after);
      facts[`${model}_before`] = percent(shared[0].before);
    }
    facts[`${model}_own`] = called(own, language);
    facts[`${model}_own_share`] = percent(own.share);
  }
  return facts;
}
