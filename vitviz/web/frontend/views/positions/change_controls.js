// What to change of the embedding: nine ways, and what each of them needs to know.

import { fill, h, segments } from "../../lib/dom.js";
import { beside } from "../../lib/keys.js";
import { PhotoPane } from "../../maps/photo.js";

const KINDS = ["none", "scale", "zero", "mean", "shuffle", "transpose", "all", "photo"];
const SEEDS = 10_000;

export class ChangeControls {
  /** @param {{set: (change: object, commit: boolean) => void, wake: () => void}} view */
  constructor(words, view) {
    Object.assign(this, { words, view, scene: null, patch: 0, over: null });
    this.kinds = segments(words.change, KINDS.map((kind) =>
      [kind, words[`change_${kind}`], words[`change_${kind}_tip`]]),
    (change) => view.set({ change }, true), { labelled: true });
    this.said = h("p", { class: "said" });
    this.amount = this.slider();
    this.seedValue = h("output", {});
    this.seed = h("div", { class: "labelled" }, h("span", { class: "label" }, words.seed),
      this.seedValue, h("button", { type: "button", class: "chip",
        onclick: () => view.set({ seed: Math.floor(Math.random() * SEEDS) }, true) }, words.seed_new));
    const hover = (patch) => { this.over = patch === null ? null : Number(patch); view.wake(); };
    this.photo = new PhotoPane(words, { hover, leave: () => hover(null), key: (event) => this.key(event),
      commit: (patch) => view.set({ patch: Number(patch) }, true) });
    this.photoTitle = h("p", { class: "label" });
    this.picker = h("div", { class: "picker" }, this.photoTitle, this.photo.element);
    this.element = h("div", { class: "needs" }, this.said, this.amount.element, this.seed, this.picker);
  }

  slider() {
    const value = h("output", {});
    const input = h("input", { type: "range", min: "0", max: "1.5", step: "0.05",
      "aria-label": this.words.amount,
      oninput: () => this.view.set({ amount: Number(input.value) }, false),
      onchange: () => this.view.set({ amount: Number(input.value) }, true) });
    const element = h("label", { class: "labelled" },
      h("span", { class: "label" }, this.words.amount), input, value);
    return { element, input, value };
  }

  setScene(scene) {
    this.scene = scene;
    this.photo.setScene(scene);
  }

  set({ change, amount, seed, patch }) {
    const [rows, cols] = this.scene.grid;
    this.patch = Math.min(patch, rows * cols - 1);
    this.kinds.set(change);
    this.said.textContent = this.words[`change_${change}_tip`];
    this.amount.element.hidden = change !== "scale";
    this.amount.input.value = String(amount);
    this.amount.value.textContent = amount.toFixed(2);
    this.seed.hidden = change !== "shuffle" && change !== "photo";
    this.seedValue.textContent = String(seed);
    this.picker.hidden = change !== "all";
    this.photoTitle.textContent = fill(this.words.patch_title, this.place(this.patch));
  }

  place(patch) {
    const cols = this.scene.grid[1];
    return { row: Math.floor(patch / cols) + 1, col: (patch % cols) + 1 };
  }

  key(event) {
    const patch = beside(event.key, this.patch, this.scene.grid);
    if (patch === null) return;
    this.view.set({ patch }, true);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number|null} pointed  the patch under the pointer elsewhere on the page */
  paint({ change }, pointed, colours) {
    if (change !== "all" || !this.scene) return;
    this.photo.paint({ query: String(this.patch), pointed: this.over ?? pointed, pins: [], colours });
  }
}
