// Which model of a pair the page shows: the bundled ones, the one that was opened besides, and for
// the ViT the way to all.

import { h, term } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { pageLink } from "../../view/page_link.js";

/** @typedef {{id: string, title: string, hint?: string, model: string, weights: string}} Model */
/** @typedef {import("../../view/view.js").View<any>} View */
/** @typedef {"model"|"cnn"} Place  in the pair, as the words and the state call it */

export class ModelChoice {
  /** @type {Model[]} */
  models = [];
  name = h("span", { class: "label" });
  size = h("div", { class: "input-size" });
  /** @type {HTMLSelectElement} */
  select;
  element;

  /** @param {View} view  the tray @param {Place} place @param {(model: Model) => void} pick */
  constructor(view, place, pick) {
    const { words } = view;
    this.words = words;
    this.place = place;
    this.select = h("select", { "aria-label": words[place], onchange: () => {
      const found = this.models.find(({ id }) => id === this.select.value);
      if (found) pick(found);
    } });
    const all = place === "model" && pageLink(view, { name: "models", url: "models" }, words.all_models);
    this.element = h("div", { class: `choice ${place}` }, h("div", { class: "choice-head" }, this.name, all),
      h("div", { class: "pick" }, this.select, icon("down")), place === "cnn" && this.size);
  }

  /** What is chosen, as it is named here. */
  get title() {
    return this.models.find(({ id }) => id === this.select.value)?.title ?? "";
  }

  /** Beside the model stands at how many pixels it looks. @param {HTMLElement} sizes */
  resized(sizes) {
    this.size.replaceChildren(sizes);
  }

  /** @param {Model[]} models */
  fill(models) {
    this.models = models;
    this.select.replaceChildren(...models.map(({ id, title, hint }) =>
      h("option", { value: id, title: hint }, title)));
  }

  /** @param {{model: string, weights: string}} values @param {boolean} pending */
  set({ model, weights }, pending) {
    const named = this.models.find((one) => one.model === model && one.weights === weights);
    this.select.value = named?.id ?? "";
    this.select.toggleAttribute("data-pending", pending);
    const { words, place } = this;
    const hint = named?.hint || (place === "cnn" ? words.cnn_hint : "");
    this.name.replaceChildren(hint ? term(words[place], hint) : words[place]);
  }
}
