// What to change of the embedding: the ways, and what each of them needs to know.

import { fill, h, segments } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { PhotoPane } from "../../maps/photo.js";
import { neighbour, placeOf } from "../../math/geometry.js";
import { Slider } from "../../widgets/slider.js";
import { amountText, patchOn, possible } from "./settings.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {Record<string, string|number>} Change  of the view state */

/**
 * @typedef {object} Holder
 * @property {(change: Change) => void} hold  what is under a finger
 * @property {(change: Change) => void} set
 * @property {() => void} wake
 */

const SEEDS = 10_000;

export class ChangeControls {
  /** @type {Words} */ words;
  /** @type {Holder} */ view;
  /** @type {PhotoScene|null} */ scene = null;
  patch = 0; // whose position every patch gets
  /** @type {number|null} */ over = null; // the patch under a pointer
  text = h("p", { class: "text" });
  seedValue = h("output", { "aria-live": "off" }); // what it does is said
  photoTitle = h("p", { class: "label" });

  /** @param {Words} words @param {string[]} kinds  of changes @param {Holder} view */
  constructor(words, kinds, view) {
    this.words = words;
    this.view = view;
    this.kinds = segments(words.change, kinds.map((kind) =>
      /** @type {[string, string, string]} */ (
        [kind, words[`change_${kind}`], words[`change_${kind}_tip`]])),
    (change) => view.set({ change }), { labelled: true });
    this.amount = this.slider();
    this.seed = h("div", { class: "labelled" }, h("span", { class: "label" }, words.seed),
      this.seedValue, h("button", { type: "button", class: "chip",
        onclick: () => view.set({ seed: Math.floor(Math.random() * SEEDS) }) }, words.seed_new));
    this.photo = new PhotoPane(words, { hover: (patch) => this.hover(Number(patch)),
      leave: () => this.hover(null), key: (event) => this.key(event),
      commit: (patch) => view.set({ patch: Number(patch) }) });
    this.picker = h("div", { class: "picker" }, this.photoTitle, this.photo.element);
    this.element = h("div", { class: "needs" }, this.text, this.amount.element, this.seed, this.picker);
  }

  /** @param {number|null} patch  under a pointer */
  hover(patch) {
    this.over = patch;
    this.view.wake();
  }

  /** What a scaled table is multiplied by. */
  slider() {
    const { words, view } = this;
    return new Slider({ label: words.amount, kind: "labelled", max: 1.5,
      caption: h("span", { class: "label" }, words.amount), write: amountText,
      move: (amount) => view.hold({ amount }), commit: (amount) => view.set({ amount }) });
  }

  /** @param {PhotoScene} scene */
  setScene(scene) {
    this.scene = scene;
    this.photo.setScene(scene);
    this.kinds.buttons.forEach((button) => { button.hidden = !possible(String(button.dataset.value), scene.grid); });
  }

  /** @param {Settings} settings */
  set({ change, amount, seed, patch }) {
    if (!this.scene) return;
    this.patch = patchOn(patch, this.scene.grid);
    this.kinds.set(change);
    this.text.textContent = this.words[`change_${change}_tip`];
    this.amount.element.hidden = change !== "scale";
    this.amount.set(amount);
    this.seed.hidden = change !== "shuffle" && change !== "photo";
    this.seedValue.textContent = String(seed);
    this.picker.hidden = change !== "all";
    const title = fill(this.words.patch_title, placeOf(this.patch, this.scene.grid));
    this.photoTitle.textContent = title;
    steered(this.photo.element, this.patch, title);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const patch = this.scene && neighbour(event.key, this.patch, this.scene.grid);
    if (patch === null) return;
    this.view.set({ patch });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  /** @param {Pick<Settings, "change">} settings
   * @param {number|null} pointed  the patch under the pointer elsewhere on the page
   * @param {Colours} colours */
  paint({ change }, pointed, colours) {
    if (change !== "all" || !this.scene) return;
    this.photo.paint({ query: String(this.patch), pointed: this.over ?? pointed, pins: [], colours });
  }
}
