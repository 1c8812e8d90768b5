// What to change of the embedding: nine ways, and what each of them needs to know.

import { fill, h, segments } from "../../lib/dom.js";
import { PhotoPane } from "../../maps/photo.js";
import { neighbour, placeOf } from "../../math/geometry.js";
import { Slider } from "../../widgets/slider.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {Record<string, string|number>} Change  of the view state */

/**
 * @typedef {object} Holder
 * @property {(change: Change) => void} hold  what is under a finger
 * @property {(change: Change) => void} set
 * @property {() => void} wake
 */

const KINDS = ["none", "scale", "zero", "mean", "shuffle", "transpose", "all", "photo"];
const SEEDS = 10_000;

export class ChangeControls {
  /** @type {Words} */ words;
  /** @type {Holder} */ view;
  /** @type {PhotoScene|null} */ scene = null;
  patch = 0; // whose position every patch gets
  /** @type {number|null} */ over = null; // the patch under a pointer
  said = h("p", { class: "said" });
  seedValue = h("output", {});
  photoTitle = h("p", { class: "label" });

  /** @param {Words} words @param {Holder} view */
  constructor(words, view) {
    this.words = words;
    this.view = view;
    this.kinds = segments(words.change, KINDS.map((kind) =>
      /** @type {[string, string, string]} */ (
        [kind, words[`change_${kind}`], words[`change_${kind}_tip`]])),
    (change) => view.set({ change }), { labelled: true });
    this.amount = this.slider();
    this.seed = h("div", { class: "labelled" }, h("span", { class: "label" }, words.seed),
      this.seedValue, h("button", { type: "button", class: "chip",
        onclick: () => view.set({ seed: Math.floor(Math.random() * SEEDS) }) }, words.seed_new));
    const hover = (/** @type {string|null} */ patch) => { this.over = patch === null ? null : Number(patch); view.wake(); };
    this.photo = new PhotoPane(words, { hover, leave: () => hover(null), key: (event) => this.key(event),
      commit: (patch) => view.set({ patch: Number(patch) }) });
    this.picker = h("div", { class: "picker" }, this.photoTitle, this.photo.element);
    this.element = h("div", { class: "needs" }, this.said, this.amount.element, this.seed, this.picker);
  }

  slider() {
    const { words, view } = this;
    return new Slider({ label: words.amount, kind: "labelled", max: 1.5,
      caption: h("span", { class: "label" }, words.amount), write: (value) => value.toFixed(2),
      move: (amount) => view.hold({ amount }), commit: (amount) => view.set({ amount }) });
  }

  /** @param {PhotoScene} scene */
  setScene(scene) {
    this.scene = scene;
    this.photo.setScene(scene);
  }

  /** @param {Record<string, any>} state  the view state */
  set({ change, amount, seed, patch }) {
    if (!this.scene) return;
    const [rows, cols] = this.scene.grid;
    this.patch = Math.min(patch, rows * cols - 1);
    this.kinds.set(change);
    this.said.textContent = this.words[`change_${change}_tip`];
    this.amount.element.hidden = change !== "scale";
    this.amount.set(amount);
    this.seed.hidden = change !== "shuffle" && change !== "photo";
    this.seedValue.textContent = String(seed);
    this.picker.hidden = change !== "all";
    this.photoTitle.textContent = fill(this.words.patch_title, placeOf(this.patch, this.scene.grid));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const patch = this.scene && neighbour(event.key, this.patch, this.scene.grid);
    if (patch === null) return;
    this.view.set({ patch });
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Record<string, any>} state  the view state
   * @param {number|null} pointed  the patch under the pointer elsewhere on the page
   * @param {Colours} colours */
  paint({ change }, pointed, colours) {
    if (change !== "all" || !this.scene) return;
    this.photo.paint({ query: String(this.patch), pointed: this.over ?? pointed, pins: [], colours });
  }
}
