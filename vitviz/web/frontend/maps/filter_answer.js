// The filters that answer a patch most, enlarged, and one filter's answer to every patch.

import { fill, h } from "../lib/dom.js";
import { Gallery, indexAt } from "./gallery.js";
import { sharpen } from "../paint/paint.js";
import { pressable } from "../view/panel.js";

const EACH = 3; // filters at either end
const SIDE = 56; // CSS pixels of an enlarged filter

export class FilterAnswer {
  /** @param {{hover, commit, patch: (patch: number) => void, wake: () => void}} actions */
  constructor(words, actions) {
    Object.assign(this, { words, actions, pointed: null });
    this.buttons = Array.from({ length: 2 * EACH }, (_, i) => this.button(i));
    this.gallery = new Gallery(words, { point: (point) => { this.pointed = point; actions.wake(); },
      pick: () => this.pick() });
    this.title = h("h3", {});
    this.sum = h("p", { class: "said", "data-value": "sum" });
    this.scaleSaid = h("p", { class: "said" });
    const row = (from, text) => h("div", { class: "strongest" }, h("span", { class: "label" }, text),
      ...this.buttons.slice(from, from + EACH).map(({ element }) => element));
    this.element = h("div", { class: "answer" }, h("h3", {}, words.strongest_title),
      row(0, words.most_positive), row(EACH, words.most_negative), this.title, this.sum,
      this.gallery.element, this.gallery.legend.element, this.scaleSaid);
  }

  button() {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const text = h("span", {});
    const part = { canvas, text, filter: 0 };
    part.element = pressable({ class: "filter", onpointerleave: () => this.actions.hover(null),
      onpointerenter: (event) => event.pointerType !== "touch" && this.actions.hover(part.filter) },
    () => this.actions.commit(part.filter), canvas, text);
    return part;
  }

  setScene(scene, tables) {
    this.scene = scene;
    this.gallery.setScene({ photo: scene.data.photo, get image() { return scene.image; } }, tables);
  }

  pick() {
    if (!this.pointed) return;
    const at = indexAt(this.pointed, this.scene.data.photo.box, this.scene.grid);
    if (at !== null) this.actions.patch(at);
  }

  paint({ embedding, patch, answers, vector, ranked, chosen, pictures, colours, formats, limit }) {
    const { words } = this;
    const said = formats.hundredth;
    [...ranked.slice(0, EACH), ...ranked.slice(-EACH).reverse()].forEach((filter, i) => {
      const part = this.buttons[i];
      part.filter = filter;
      pictures.draw(sharpen(part.canvas, SIDE, SIDE), filter, 0, 0, SIDE, SIDE);
      part.text.textContent = said(answers[filter]);
      part.element.setAttribute("aria-label",
        fill(words.filter_answer, { number: filter + 1, value: said(answers[filter]) }));
      part.element.setAttribute("aria-pressed", String(filter === chosen));
    });
    this.title.textContent = fill(words.filter_title, { number: chosen + 1 });
    this.sum.textContent = fill(words.sum_said, { numbers: embedding.numbers, number: chosen + 1, value: said(vector[chosen]),
      answer: said(answers[chosen]), bias: said(embedding.bias[chosen]) });
    this.scaleSaid.textContent = fill(words.response_said, { limit: said(limit) });
    this.gallery.paint([{ id: "answer", title: words.response_title, note: said(answers[chosen]),
      values: embedding.response(chosen), grid: this.scene.grid, signed: true }],
    { limit, chosen: "", pointed: this.pointed, query: patch, opacity: 0.8, colours, say: said,
      marks: [[0, said(-limit)], [0.5, "0"], [1, said(limit)]] });
  }
}
