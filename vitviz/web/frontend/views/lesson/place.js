// The photo of a question: patches to point at, or to see what it is about, and the map afterwards.

import { h, listed, together } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { Gallery } from "../../maps/gallery.js";
import { middleOf, neighbour, patchAt } from "../../math/geometry.js";
import { placeName } from "./facts.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/**
 * @typedef {object} Seen
 * @property {Colours} colours
 * @property {boolean} asks  whether a patch may be pressed
 * @property {number} query  the patch outlined bold, -1 for none
 * @property {number[]} marks  patches outlined thin
 * @property {ArrayLike<number>|null} map
 */

export class Place {
  /** @type {PhotoScene|null} */ scene = null;
  /** @type {Point|null} */ pointed = null;
  /** The patch that the arrow keys are on. */ at = -1;
  asks = false;
  hint = h("p", { class: "text" });
  here = h("p", { class: "text here" });

  /** @param {Words} words @param {{answer: (patch: number) => void, wake: () => void}} actions */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.gallery = new Gallery(words, { keyed: true,
      point: (point) => { this.pointed = point; actions.wake(); },
      press: (point) => this.press(point) });
    this.gallery.element.addEventListener("keydown", (event) => this.key(event));
    this.element = h("div", { class: "place" }, this.hint, this.gallery.element, this.here);
    const [hint, { length }] = [together(words.place, words.place_keys), words.place];
    this.hint.append(hint.slice(0, length), h("span", { class: "keys" }, hint.slice(length)));
  }

  /** @param {PhotoScene} scene */
  setScene(scene) {
    this.scene = scene;
    this.at = -1;
    this.pointed = null;
    this.gallery.setScene(scene, scene.tables);
  }

  /** @param {Point} point */
  press(point) {
    const { scene } = this;
    const patch = scene && patchAt(point, scene.photo.box, scene.grid);
    if (this.asks && patch !== null) this.actions.answer(patch);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { scene } = this;
    if (!scene || !this.asks) return;
    if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.actions.answer(this.at);
      return;
    }
    const next = neighbour(event.key, this.at < 0 ? middleOf(scene.grid) : this.at, scene.grid);
    if (next === null) return;
    event.preventDefault();
    this.at = next;
    this.actions.wake();
  }

  /** @param {Seen} seen */
  paint({ colours, asks, query, marks, map }) {
    const { scene, words } = this;
    if (!scene) return;
    this.asks = asks;
    this.hint.hidden = !asks;
    const over = asks && this.pointed ? patchAt(this.pointed, scene.photo.box, scene.grid) : null;
    const named = over ?? (asks ? this.at : -1);
    const name = named >= 0 ? placeName(named, scene.grid, words) : "";
    this.here.textContent = name;
    this.here.hidden = !asks;
    let limit = 0;
    for (let at = 0; map && at < map.length; at += 1) limit = Math.max(limit, map[at]);
    const outlined = listed(...[asks ? -1 : query, ...marks].filter((patch) => patch >= 0).map((patch) => placeName(patch, scene.grid, words)));
    this.gallery.paint([{ id: "photo", title: words.place_name, note: outlined, values: map, grid: scene.grid, marks }],
      { limit: limit || 1, pointed: this.pointed, query: asks ? this.at : query, opacity: 0.7, colours });
    steered(this.gallery.element.querySelector(".pane"), Math.max(0, named), asks ? name || words.place_keys : outlined);
  }
}
