// Which class is explained, and which it is contrasted with.

import { Combobox } from "./combobox.js";
import { fill, h, term } from "../lib/dom.js";

export class ClassPicker {
  /** @param {{target: (index: number) => void, against: (index: number|null) => void}} actions */
  constructor(words, actions) {
    Object.assign(this, { words, actions });
    this.chips = h("div", { class: "chips", role: "group", "aria-label": words.target });
    this.second = h("div", { class: "chips" });
    const box = (name) => new Combobox(words, { name, label: words[name],
      pick: (id) => actions[name](Number(id)) });
    [this.target, this.against] = [box("target"), box("against")];
    this.untrained = h("p", { class: "said", hidden: true }, words.untrained);
    this.element = h("div", { class: "picker" },
      h("div", { class: "pick" }, term(words.target, words.target_tip), this.chips,
        this.target.element),
      h("div", { class: "pick" }, term(words.against, words.against_tip), this.second,
        this.against.element), this.untrained);
  }

  /** @param {{labels, other, shares, top, untrained}} classes  `chosen` {target, against} */
  set(classes, chosen, formats) {
    Object.assign(this, { classes, chosen, formats });
    const { words } = this;
    const { labels, shares, top } = classes;
    const shown = top.includes(chosen.target) ? top : [...top, chosen.target];
    this.chips.replaceChildren(...shown.map((index) => h("button", { type: "button", class: "chip",
      "data-class": index, "aria-pressed": String(index === chosen.target),
      onclick: () => this.take(index) }, `${labels[index]} `,
    h("span", { class: "said" }, formats.percent(shares[index])))));
    const { against } = chosen;
    this.second.replaceChildren(...(against === null ? [] : [h("button", { type: "button",
      class: "chip", "aria-pressed": "true", "data-taken": against,
      "aria-label": fill(words.take_out, { label: labels[against] }),
      onclick: () => this.actions.against(null) }, `${labels[against]} `,
    h("span", { class: "said" }, formats.percent(shares[against])), " ×")]));
    this.target.set(this.options(), fill(words.search, { count: labels.length }));
    this.against.set(this.options(chosen.target), words.against_none);
    this.untrained.hidden = !classes.untrained;
  }

  /** The chip that was pressed is a new one now and keeps the focus. */
  take(index) {
    this.actions.target(index);
    this.chips.querySelector(`[data-class="${index}"]`)?.focus();
  }

  options(without) {
    const { labels, other, shares } = this.classes;
    const order = labels.map((_, index) => index).filter((index) => index !== without);
    return order.sort((a, b) => shares[b] - shares[a]).map((index) => ({ id: String(index),
      label: labels[index], other: other[index], note: this.formats.percent(shares[index]) }));
  }
}
