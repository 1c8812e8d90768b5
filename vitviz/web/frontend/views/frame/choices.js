// What a photo is shown with: the model, the CNN beside it, the number of patches. On a phone one
// line says what is chosen, and a press on it brings the choices: the photo stands higher that way.

import { h, segments, term } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { ModelChoice } from "./model_choice.js";

/** @typedef {import("./types.js").TrayData} TrayData */
/** @typedef {import("./types.js").PatchSize} PatchSize */
/** @typedef {import("../../view/host.js").Fields} Fields */

let open = false; // on a phone, also on the next page and in the other language

export class Choices {
  sizeName = h("span", { class: "label" });
  named = [h("span", { class: "vit" }), h("span", { class: "cnn" })];
  count = h("span", { class: "count" });
  list = h("div", { class: "choices", id: "tray-choices" });

  /** @param {import("./tray.js").default} view  the tray @param {(change: Fields) => void} pick */
  constructor(view, pick) {
    this.words = view.words;
    this.pick = pick;
    this.model = new ModelChoice(view, "model", ({ model, weights }) => pick({ model, weights }));
    this.cnn = new ModelChoice(view, "cnn", ({ model, weights }) => pick({ cnn: model, cnn_weights: weights, cnn_size: 0 }));
    this.sizes = this.sizesOf([]);
    this.cnnSizes = this.cnnSizesOf([]);
    const { words } = view;
    this.shape = segments(words.shape, [["model", words.shape_model, words.shape_model_tip],
      ["photo", words.shape_photo, words.shape_photo_tip]], (shape) => pick({ shape }));
    this.summary = h("button", { type: "button", class: "setup", "aria-controls": "tray-choices",
      onclick: () => this.unfold(!open) }, h("span", { class: "names" }, ...this.named), this.count, icon("down"));
    this.unfold(open);
  }

  /** @param {boolean} whether */
  unfold(whether) {
    open = whether;
    this.summary.setAttribute("aria-expanded", String(open));
    this.list.toggleAttribute("data-open", open);
  }

  /** @param {PatchSize[]} sizes */
  sizesOf(sizes) {
    return segments(this.words.patches, sizes.map(({ rows, label, hint }) =>
      /** @type {[number, string, string?]} */ ([rows, label, hint])),
      (rows) => this.pick({ rows, cols: sizes.find((one) => one.rows === rows)?.cols ?? 0 }));
  }

  /** @param {import("./types.js").CnnSize[]} sizes */
  cnnSizesOf(sizes) {
    return segments(this.words.cnn_size, sizes.map(({ cnn_size, label, hint }) =>
      /** @type {[number, string, string?]} */ ([cnn_size, label, hint])), (cnn_size) => this.pick({ cnn_size }));
  }

  /** @param {TrayData} data */
  fill({ models, other, cnns, other_cnn, sizes, shapes, cnn_sizes }) {
    this.model.fill(other ? [other, ...models] : models);
    this.cnn.fill(other_cnn ? [other_cnn, ...cnns] : cnns);
    this.sizes = this.sizesOf(sizes);
    this.cnnSizes = this.cnnSizesOf(cnn_sizes);
    this.cnn.resized(this.cnnSizes.element);
    this.cnn.element.hidden = !sizes.length; // where the page asks what this pair was measured for
    this.list.replaceChildren(this.model.element, this.cnn.element,
      h("div", { class: "choice size", hidden: !sizes.length }, this.sizeName,
        h("div", { class: "grids" }, this.sizes.element, shapes && this.shape.element)));
  }

  /** Shows what is current and what is pending.
   * @param {TrayData} data @param {TrayData["state"]} values  of the view state @param {Fields} picked */
  mark(data, values, picked) {
    this.model.set(values, "model" in picked);
    this.cnn.set({ model: values.cnn, weights: values.cnn_weights }, "cnn" in picked);
    this.sizeName.replaceChildren(term(data.patches, this.words.patches_hint, "patch"));
    this.sizes.set(data.rows);
    this.cnnSizes.set(data.cnn_size);
    this.shape.set(values.shape);
    for (const [of, value] of /** @type {const} */ ([[this.sizes, picked.rows], [this.shape, picked.shape],
      [this.cnnSizes, picked.cnn_size]])) {
      for (const button of of.buttons) {
        button.toggleAttribute("data-pending", button.dataset.value === String(value));
      }
    }
    this.named[0].textContent = this.model.title;
    this.named[1].textContent = [this.cnn.title, data.cnn_size ? `${data.cnn_size} px` : ""].filter(Boolean).join(" · ");
    this.count.textContent = data.patches;
  }
}
