// What a model says before and after a change: two short lists of bars, and how far they differ.

import { fill, h, term } from "../lib/dom.js";

export class Outcome {
  /** @param {"vit"|"cnn"} model */
  constructor(words, model) {
    Object.assign(this, { words, model });
    this.lists = { before: h("ol", {}), after: h("ol", {}) };
    this.kl = h("span", { class: "kl", "data-value": `kl-${model}` });
    const list = (when) => h("div", {}, h("p", { class: "label" }, words[when]), this.lists[when]);
    this.element = h("section", { class: `outcome ${model}` },
      h("h4", {}, words[model], " ", h("span", { class: "label" },
        term(words.divergence, words.divergence_tip), " ", this.kl)),
      h("div", { class: "pair" }, list("before"), list("after")));
  }

  /** @param {{before: object[], after: object[], kl: number}|null} said */
  paint(said, language, formats) {
    this.element.hidden = !said;
    if (!said) return;
    this.kl.textContent = fill(this.words.nats, { value: nats(said.kl) });
    for (const when of ["before", "after"]) {
      const rows = said[when].map((one) => this.bar(one, when, language, formats));
      this.lists[when].replaceChildren(...rows);
    }
  }

  bar(one, when, language, { percent }) {
    const share = one[when];
    const was = when === "after" ? fill(this.words.was, { share: percent(one.before) }) : "";
    return h("li", {},
      h("span", { class: "name" }, one[language] ?? one.en),
      h("span", { class: "share" }, percent(share)),
      h("span", { class: "track" },
        h("span", { class: "fill", "data-swatch": "", style: `width:${share * 100}%` })),
      h("span", { class: "was" }, was));
  }

  /** The same in a sentence. */
  sentence(said, language, { percent }) {
    const [first] = said.after;
    return fill(this.words.effect_said, { model: this.words[this.model],
      label: first[language] ?? first.en, share: percent(first.after), before: percent(first.before),
      kl: nats(said.kl) });
  }
}

/** A divergence: three digits, never less than what float32 can tell. */
export function nats(value) {
  if (value < 1e-6) return "0";
  return value < 1e-3 ? value.toExponential(1).replace("-", "−") : String(Number(value.toPrecision(3)));
}
