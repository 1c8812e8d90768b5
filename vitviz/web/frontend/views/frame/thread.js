// The thread under the bar of every page: from the photo to the label in this model's own numbers.
// Each step leads to its panel, and the words below to their meaning.

import { h, term } from "../../lib/dom.js";
import { floats } from "../../math/slices.js";
import { sharpen } from "../../paint/canvas.js";
import { pageLink } from "../../view/page_link.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { PICTURES, SIDE } from "./thread_pictures.js";
import { stepsOf } from "./thread_steps.js";

/** @typedef {import("./thread_pictures.js").ThreadScene} ThreadScene */
/** @typedef {import("./thread_steps.js").Step} Step */
/** @typedef {Record<string, import("../../view/page_link.js").Aim>} Aims */
/** @typedef {import("../../view/host.js").Data & import("./thread_steps.js").ThreadFacts & {aims: Aims}} ThreadData */

/** @extends {View<ThreadData>} */
export default class Thread extends View {
  list = h("ol");
  row = h("nav", { class: "thread", "aria-label": this.words.title, onscroll: () => this.markEdge() }, this.list);
  /** @type {ThreadScene | null} */
  scene = null;
  /** @type {[name: string, canvas: HTMLCanvasElement][]} */
  pictures = [];
  built = "";

  mount() {
    this.root.replaceChildren(this.row);
    super.mount();
  }

  /** @param {ThreadData} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    const steps = stepsOf(data, this.words, this.formats);
    const said = JSON.stringify(steps);
    if (said !== this.built) this.build(steps);
    this.built = said;
    if (moved) this.enter(data);
  }

  /** @param {Step[]} steps */
  build(steps) {
    this.pictures = [];
    this.list.replaceChildren(...steps.map((step) => this.step(step)));
  }

  /** @param {Step} step */
  step({ name, text, terms, note }) {
    const { words } = this;
    const link = pageLink(this, this.data.aims[name], text);
    const drawn = PICTURES[name] && !(name === "vector" && this.data.trace.convolved); // no one matrix makes it
    return h("li", { "data-step": name }, drawn ? this.picture(name, () => link.click()) : "", link,
      h("span", { class: "below" },
        ...terms.map(([id, said]) => term(said ?? words[`term_${id}`], words[`term_${id}_tip`], id)), note && h("span", {}, note)));
  }

  /** @param {string} name @param {() => void} onclick */
  picture(name, onclick) {
    const canvas = h("canvas", { "aria-hidden": "true", onclick });
    this.pictures.push([name, canvas]);
    return canvas;
  }

  /** Another analysis. @param {ThreadData} data */
  enter({ layers, heads }) {
    this.scene = { photo: photoScene(this), layers, heads: heads[1], attention: null, vector: null };
    this.load(this.scene);
  }

  /** Without an answer its pictures stay empty; the panels say what is the matter.
   * @param {ThreadScene} scene */
  async load(scene) {
    try {
      const { arrays } = await this.host.get(`${this.data.urls.analysis}/thread`);
      const { shape: [rows, cols] } = arrays.attention;
      scene.attention = { values: floats(arrays.attention), grid: [rows, cols] };
      scene.vector = arrays.vector ? floats(arrays.vector) : null;
      this.wake();
    } catch {
      // as above
    }
  }

  /** Whether the row goes on beyond its end, for the stylesheet. */
  markEdge() {
    const { scrollLeft, scrollWidth, clientWidth } = this.row;
    this.row.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
  }

  paint() {
    this.markEdge();
    const { scene, colours } = this;
    if (!scene) return;
    for (const [name, canvas] of this.pictures) PICTURES[name](sharpen(canvas, SIDE, SIDE), scene, colours);
    this.root.dataset.painted = this.data.trace.key;
  }
}
