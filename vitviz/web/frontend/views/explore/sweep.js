// A sweep through the layers: the same head, layer after layer, until the last or until somebody
// stops it or points at something else.

import { h } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */

const STEP = 600; // milliseconds a layer

/**
 * @typedef {object} SweepActions
 * @property {() => string[]} heads  what is shown one after the other, as the wall names them
 * @property {(head: string|null) => void} show  null at the end
 */

export class Sweep {
  /** @type {string[]} */ left = []; // that have not been shown yet
  timer = 0;

  /** @param {Words} words @param {SweepActions} actions */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    // Where motion is not wanted the layers are stepped through by the arrow keys alone.
    this.button = h("button", { type: "button", class: "quiet sweep", "data-tip": words.sweep_tip,
      hidden: matchMedia("(prefers-reduced-motion: reduce)").matches,
      onclick: () => (this.going ? this.stop() : this.start()) });
    this.say();
  }

  get going() {
    return this.timer !== 0;
  }

  start() {
    this.left = this.actions.heads();
    this.next();
  }

  next() {
    const [head, ...left] = this.left;
    if (head === undefined) return this.stop();
    this.left = left;
    this.actions.show(head);
    this.timer = window.setTimeout(() => this.next(), STEP);
    this.say();
  }

  /** Shows again what was kept. */
  stop() {
    if (!this.going) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.actions.show(null);
    this.say();
  }

  say() {
    this.button.textContent = this.going ? `■ ${this.words.sweep_stop}` : `▶ ${this.words.sweep}`;
  }
}

/** The same head, or the mean, of each layer that has it. @param {string} head  the chosen one
 * @param {{hasHead: (name: string) => boolean, facts: unknown[]}} scene @returns {string[]} */
export function throughLayers(head, scene) {
  const own = head === "rollout" ? "mean" : head.split(".")[1];
  return scene.facts.map((_, layer) => `${layer}.${own}`).filter((name) => scene.hasHead(name));
}
