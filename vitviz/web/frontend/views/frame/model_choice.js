// Which model the page shows: the bundled ones, the one that was opened besides, and the way to all.

import { h, term } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { pageLink } from "../../view/page_link.js";

/** @typedef {{id: string, title: string, hint?: string, model: string, weights: string}} Model */
/** @typedef {import("../../view/view.js").View<any>} View */

export class ModelChoice {
  /** @type {Model[]} */
  models = [];
  name = h("span", { class: "label" });
  /** @type {HTMLSelectElement} */
  select;
  element;

  /** @param {View} view  the tray @param {(model: Model) => void} pick */
  constructor(view, pick) {
    const { words } = view;
    this.words = words;
    this.select = h("select", { "aria-label": words.model, onchange: () => {
      const found = this.models.find(({ id }) => id === this.select.value);
      if (found) pick(found);
    } });
    this.element = h("div", { class: "choice model" },
      h("div", { class: "choice-head" }, this.name, pageLink(view, { name: "models", url: "models" }, words.all_models)),
      h("div", { class: "pick" }, this.select, icon("down")));
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
    this.name.replaceChildren(named?.hint ? term(this.words.model, named.hint) : this.words.model);
  }
}
