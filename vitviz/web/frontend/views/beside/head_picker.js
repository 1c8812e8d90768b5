// Of which head of a side the map is: a layer and a head of it, a layer's mean, or the rollout.

import { fill, h } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */

const FOLLOWS = "follows";

export class HeadPicker {
  /** @type {Scene|null} */ scene = null;
  shown = "";

  /** @param {Words} words @param {"A"|"B"} letter  B may follow A
   * @param {(head: string) => void} pick  "" for as deep as the other side */
  constructor(words, letter, pick) {
    this.words = words;
    this.follower = letter === "B";
    this.pick = pick;
    /** @type {HTMLSelectElement} */
    this.layer = h("select", { "aria-label": fill(words.layer_of, { side: letter }), "data-pick": "layer",
      onchange: () => this.toLayer(this.layer.value) });
    /** @type {HTMLSelectElement} */
    this.head = h("select", { "aria-label": fill(words.head_of, { side: letter }), "data-pick": "head",
      onchange: () => this.toHead(this.head.value) });
    this.element = h("div", { class: "heads", "data-figure": "no" }, this.layer, this.head);
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.shown = "";
    const { words } = this;
    const layers = scene.facts.map((_, at) => h("option", { value: String(at) }, fill(words.layer_at, { layer: at + 1 })));
    this.layer.replaceChildren(
      ...(this.follower ? [h("option", { value: FOLLOWS }, words.as_deep)] : []), ...layers,
      ...(scene.hasHead("rollout") ? [h("option", { value: "rollout" }, words.rollout)] : []));
  }

  /** What is shown. @param {string} name @param {boolean} follows */
  set(name, follows) {
    const key = `${name} ${follows}`;
    if (key === this.shown || !this.scene) return; // asked at every repaint
    this.shown = key;
    const [layer, head] = name.split(".");
    this.layer.value = follows ? FOLLOWS : layer;
    this.head.hidden = name === "rollout";
    if (name === "rollout") return;
    const { heads } = this.scene.facts[Number(layer)];
    this.head.replaceChildren(h("option", { value: "mean" }, this.words.mean_of_heads),
      ...Array.from({ length: heads }, (_, at) => h("option", { value: String(at) }, fill(this.words.head_at, { head: at + 1 }))));
    this.head.value = head;
  }

  /** Another layer: the same head of it, or as deep as the other side's. @param {string} layer */
  toLayer(layer) {
    if (layer === FOLLOWS) return this.pick("");
    if (layer === "rollout") return this.pick(layer);
    const { heads } = /** @type {Scene} */ (this.scene).facts[Number(layer)];
    const head = this.head.value || "mean";
    return this.pick(`${layer}.${head !== "mean" && Number(head) >= heads ? "mean" : head}`);
  }

  /** Another head of the layer that is shown. @param {string} head */
  toHead(head) {
    this.pick(`${this.shown.split(".")[0]}.${head}`);
  }
}
