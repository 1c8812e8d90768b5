// The filters that answer a patch most, enlarged, and one filter's answer to every patch.

import { fill, h } from "../lib/dom.js";
import { patchAt } from "../math/geometry.js";
import { sharpen } from "../paint/canvas.js";
import { pressable } from "../view/panel.js";
import { Gallery } from "./gallery.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./filters.js").FilterActions} FilterActions */
/** @typedef {import("./filters.js").FilterPictures} FilterPictures */
/** @typedef {import("./types.js").PhotoScene} PhotoScene */

const EACH = 3; // filters at either end
const SIDE = 56; // CSS pixels of an enlarged filter, of its longer side

/** @typedef {{patch: (patch: number) => void, wake: () => void}} More  a patch that was clicked */

/**
 * @typedef {object} FilterAnswerView
 * @property {{numbers: number, bias: Float32Array, response: (filter: number) => Float32Array}} embedding
 * @property {number} patch
 * @property {Float32Array} answers  of every filter to the patch
 * @property {Float32Array} vector  the same with the bias
 * @property {number[]} ranked  filters from the largest answer to the least
 * @property {number} chosen
 * @property {FilterPictures} pictures
 * @property {Colours} colours
 * @property {Formats} formats
 * @property {number} limit  an answer at either end of the scale
 */

/** @typedef {{canvas: HTMLCanvasElement, text: HTMLElement, element: HTMLElement, filter: number}} Button */

export class FilterAnswer {
  /** @type {Words} */ words;
  /** @type {FilterActions & More} */ actions;
  /** @type {Button[]} */ buttons;
  /** @type {Gallery} */ gallery;
  /** @type {HTMLElement} */ title;
  /** @type {HTMLElement} */ sum;
  /** @type {HTMLElement} */ scaleText;
  /** @type {HTMLElement} */ element;
  /** @type {PhotoScene|null} */ scene = null;
  /** @type {Point|null} */ pointed = null;

  /** @param {Words} words @param {FilterActions & More} actions */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.buttons = Array.from({ length: 2 * EACH }, () => this.button());
    this.gallery = new Gallery(words, { point: (point) => { this.pointed = point; actions.wake(); },
      pick: () => this.pick() });
    this.title = h("h3", {});
    this.sum = h("p", { class: "text", "data-value": "sum" });
    this.scaleText = h("p", { class: "text" });
    const row = (/** @type {number} */ from, /** @type {string} */ text) =>
      h("div", { class: "strongest" }, h("span", { class: "label" }, text),
        ...this.buttons.slice(from, from + EACH).map(({ element }) => element));
    this.element = h("div", { class: "answer" }, h("h3", {}, words.strongest_title),
      row(0, words.most_positive), row(EACH, words.most_negative), this.title, this.sum,
      this.gallery.element, this.gallery.legend.element, this.scaleText);
  }

  /** @returns {Button} */
  button() {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const text = h("span", {});
    // Until it is painted, which names its filter, it is called as the whole row.
    const element = pressable({ class: "filter", "aria-label": this.words.strongest_title, onpointerleave: () => this.actions.hover(null),
      onpointerenter: (/** @type {PointerEvent} */ event) =>
        event.pointerType !== "touch" && this.actions.hover(part.filter) },
    () => this.actions.commit(part.filter), canvas, text);
    const part = { canvas, text, element, filter: 0 };
    return part;
  }

  /** @param {PhotoScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.scene = scene;
    this.gallery.setScene({ photo: scene.data.photo, get image() { return scene.image; } }, tables);
  }

  /** Chooses the patch that is pointed at. @returns {void} */
  pick() {
    if (!this.pointed || !this.scene) return;
    const patch = patchAt(this.pointed, this.scene.data.photo.box, this.scene.grid);
    if (patch !== null) this.actions.patch(patch);
  }

  /** @param {FilterAnswerView} view @returns {void} */
  paint(view) {
    if (!this.scene) return;
    const { embedding, answers, chosen, limit } = view;
    const { words } = this;
    const write = view.formats.hundredth;
    this.strongest(view);
    this.title.textContent = fill(words.filter_title, { number: chosen + 1 });
    this.sum.textContent = fill(words.sum_text, { numbers: embedding.numbers, number: chosen + 1,
      value: write(view.vector[chosen]), answer: write(answers[chosen]), bias: write(embedding.bias[chosen]) });
    this.scaleText.textContent = fill(words.response_text, { limit: write(limit) });
    this.gallery.paint([{ id: "answer", title: words.response_title, note: write(answers[chosen]),
      values: embedding.response(chosen), grid: this.scene.grid, signed: true }],
    { limit, chosen: "", pointed: this.pointed, query: view.patch, opacity: 0.8, colours: view.colours, say: write,
      marks: [[0, write(-limit)], [0.5, "0"], [1, write(limit)]] });
  }

  /** The buttons of the filters at either end. @param {FilterAnswerView} view @returns {void} */
  strongest({ ranked, answers, chosen, pictures, formats: { hundredth } }) {
    const { slope } = pictures;
    const [width, height] = [Math.min(SIDE, SIDE / slope), Math.min(SIDE, SIDE * slope)];
    [...ranked.slice(0, EACH), ...ranked.slice(-EACH).reverse()].forEach((filter, i) => {
      const part = this.buttons[i];
      part.filter = filter;
      const [x, y] = [(SIDE - width) / 2, (SIDE - height) / 2];
      pictures.draw(sharpen(part.canvas, SIDE, SIDE), filter, x, y, width, height);
      part.text.textContent = hundredth(answers[filter]);
      part.element.setAttribute("aria-label",
        fill(this.words.filter_answer, { number: filter + 1, value: hundredth(answers[filter]) }));
      part.element.setAttribute("aria-pressed", String(filter === chosen));
    });
  }
}
