// What to change of the embedding: nine ways, and what each of them needs to know.

import { fill, h, segments } from "../../lib/dom.js";
import { beside } from "../../lib/keys.js";
import { Slider } from "../../widgets/slider.js";
import { PhotoPane } from "../../maps/photo.js";

const KINDS = ["none", "scale", "zero", "mean", "shuffle", "transpose", "all", "photo"];
const SEEDS = 10_000;

export class ChangeControls {
  /** @param {{hold: (change: object) => void, set: (change: object) => void, wake: () => void}} view */
  constructor(words, view) {
    Object.assign(this, { words, view, scene: null, patch: 0, over: null });
    this.kinds = segments(words.change, KINDS.map((kind) =>
      [kind, words[`change_${kind}`], words[`change_${kind}_tip`]]),
    (change) => view.set({ change }), { labelled: true });
    this.said = h("p", { class: "said" });
    this.amount = this.slider();
    this.seedValue = h("output", {});
    this.seed = h("div", { class: "labelled" }, h("span", { class: "label" }, words.seed),
      this.seedValue, h("button", { type: "button", class: "chip",
        onclick: () => view.set({ seed: Math.floor(Math.random() * SEEDS) }) }, words.seed_new));
    const hover = (patch) => { this.over = patch === null ? null : Number(patch); view.wake(); };
    this.photo = new PhotoPane(words, { hover, leave: () => hover(null), key: (event) => this.key(event),
      commit: (patch) => view.set({ patch: Number(patch) }) });
    this.photoTitle = h("p", { class: "label" });
    this.picker = h("div", { class: "picker" }, this.photoTitle, this.photo.element);
    this.element = h("div", { class: "needs" }, this.said, this.amount.element, this.seed, this.picker);
  }

  slider() {
    const { words, view } = this;
    return new Slider({ label: words.amount, kind: "labelled", max: 1.5,
      caption: h("span", { class: "label" }, words.amount), write: (value) => value.toFixed(2),
      move: (amount) => view.hold({ amount }), commit: (amount) => view.set({ amount }) });
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
    this.amount.set(amount);
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
    this.view.set({ patch });
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number|null} pointed  the patch under the pointer elsewhere on the page */
  paint({ change }, pointed, colours) {
    if (change !== "all" || !this.scene) return;
    this.photo.paint({ query: String(this.patch), pointed: this.over ?? pointed, pins: [], colours });
  }
}
