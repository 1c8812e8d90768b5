// What each layer would predict: the head's probabilities at every depth, of the token it reads
// and of each patch alone. One bundle holds all of it, so no pointer or class asks the server.

import { fill, h, segments } from "../../lib/dom.js";
import { largest } from "../../math/ranking.js";
import { depthNames } from "./depths.js";
import { Followed } from "./followed.js";
import { LensView } from "./lens_view.js";

/** @typedef {import("../../view/scene.js").Scene} Scene */

export default class Lens extends LensView {
  endpoint = "lens";
  followed = new Followed(this);
  /** @type {Scene|null} */ scene = null;
  scale = segments(this.words.scale, [["fixed", this.words.scale_fixed, this.words.scale_fixed_tip],
    ["head", this.words.scale_own, this.words.scale_own_tip]],
  (scale) => this.followed.commit({ scale }), { labelled: true });
  title = h("h3", {});
  text = h("p", { class: "text" });

  /** @param {HTMLElement} classes */
  parts(classes) {
    const { words, followed } = this;
    return [h("div", { class: "part" }, followed.line.element, this.flowTitle, this.flow.element,
      this.fiveTitle, this.five),
    h("div", { class: "part" }, classes, this.title, followed.large.element,
      followed.large.legend.element, this.text),
    h("div", { class: "part whole" }, h("h3", {}, words.gallery_title),
      h("div", { "data-figure": "no" }, this.scale.element), followed.small.element)];
  }

  enter() {
    this.scene = this.followed.enter();
    super.enter();
  }

  paint() {
    const { scene, lens, words, state, followed } = this;
    if (!scene) return;
    followed.line.set(followed.query);
    this.scale.set(state.values.scale === "head" ? "head" : "fixed");
    const count = lens ? lens.depths : scene.facts.length + 1;
    const names = depthNames(words, count);
    this.choose(names.map((_, depth) => depth));
    const label = lens ? this.data.labels[this.target] : "…";
    const token = followed.outlined < 0 ? this.data.reads : followed.name;
    this.flowTitle.textContent = fill(words.flow_title, { token });
    this.title.textContent = fill(words.large_title, { label, depth: names[this.depth] });
    this.maps(scene, names);
    if (!lens) return;
    this.predicted(lens, { values: lens.of(followed.query), token, names }, followed.hovered !== null);
    this.painted(scene);
  }

  /** The class's probability in every patch at every depth. @param {Scene} scene
   * @param {string[]} names  of the depths */
  maps(scene, names) {
    const { lens, words, state, followed, formats: { percent } } = this;
    const own = state.values.scale === "head";
    const cells = names.map((title, depth) => {
      const values = lens?.map(depth, this.target) ?? null;
      const most = values ? largest(values) : 1;
      return { id: String(depth), grid: scene.grid, title, values,
        limit: own ? most : 1, note: values ? fill(words.up_to, { percent: percent(most) }) : "" };
    });
    const view = { limit: 1, pointed: null, opacity: 0.8, colours: this.colours,
      query: followed.outlined, say: percent };
    const { limit } = cells[this.depth];
    followed.large.paint([{ ...cells[this.depth], id: "large" }],
      { ...view, marks: [[0, "0"], [1, percent(limit)]] });
    followed.small.paint(cells, { ...view, chosen: String(this.depth), pointed: followed.point });
    this.text.textContent = own ? words.scale_own_tip : words.scale_fixed_tip;
  }
}
