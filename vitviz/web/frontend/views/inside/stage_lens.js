// What each block of the last stage would predict, in a model with several grids: its output goes
// where the last block's would. Over the photo, what the head says of each patch of it alone.

import { fill, h, segments } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { middleOf, neighbour, patchAt, placeOf } from "../../math/geometry.js";
import { largest } from "../../math/ranking.js";
import { photoScene } from "../../view/photo_scene.js";
import { LensView } from "./lens_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../math/logit_lens.js").LogitLens} LogitLens */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */

export default class StageLens extends LensView {
  endpoint = "stage_lens";
  /** Of the last stage, counted from 1 over the whole model. @type {number[]} */ blocks = [];
  /** Of the last stage; null where no patch is read alone. @type {Grid|null} */ grid = null;
  /** @type {PhotoScene|null} */ scene = null;
  /** The one that is read, null for what the model reads. @type {number|null} */ patch = null;
  why = h("p", { class: "text" }, this.words.why);
  large = new Gallery({ gallery_label: this.words.large_label }, { point: (point) => this.point(point), keyed: true });
  small = new Gallery(this.words, { point: (point) => this.point(point), pick: (id) => this.commit({ depth: id }) });
  scale = segments(this.words.scale, [["fixed", this.words.scale_fixed, this.words.scale_fixed_tip],
    ["head", this.words.scale_own, this.words.scale_own_tip]],
  (scale) => this.commit({ scale }), { labelled: true });
  title = h("h3", {});
  text = h("p", { class: "text" });
  maps = h("div", { class: "part" }, this.title, this.large.element, this.large.legend.element, this.text,
    h("div", { "data-figure": "no" }, this.scale.element), this.small.element);

  mount() {
    this.root.dataset.section = "lens";
    this.large.element.addEventListener("keydown", (event) => this.key(event), { capture: true });
    super.mount();
  }

  /** @param {HTMLElement} classes */
  parts(classes) {
    return [h("div", { class: "part" }, this.flowTitle, this.flow.element, this.why, this.fiveTitle, this.five),
      h("div", { class: "part" }, classes, this.maps)];
  }

  enter() {
    this.patch = null;
    this.scene = photoScene(this);
    for (const gallery of [this.large, this.small]) gallery.setScene(this.scene, this.scene.tables);
    super.enter();
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.blocks = bundle ? bundle.header.blocks : [];
    this.grid = bundle?.header.grids?.patches ?? null;
    super.arrived(bundle);
  }

  /** Reads the patch under a pointer. @param {Point|null} point */
  point(point) {
    this.read(point && this.scene && this.grid && patchAt(point, this.scene.photo.box, this.grid));
  }

  /** @param {number|null} patch */
  read(patch) {
    if (patch === this.patch) return;
    this.patch = patch;
    this.wake();
  }

  /** Arrow keys read the patch beside, Escape what the model reads. @param {KeyboardEvent} event */
  key(event) {
    const { grid, patch } = this;
    const next = grid && neighbour(event.key, patch ?? middleOf(grid), grid);
    const back = event.key === "Escape" && patch !== null;
    if (next === null && !back) return;
    this.read(next);
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  paint() {
    const { lens, blocks, grid, patch, words, data: { reads } } = this;
    this.panel.hidden = !lens; // how many blocks there are only the answer says
    if (!lens) return;
    this.choose(blocks);
    this.why.hidden = blocks[0] === 1; // the last stage is the whole model
    const alone = grid && patch !== null;
    const token = alone ? fill(words.patch, { number: patch + 1, ...placeOf(patch, grid) }) : reads;
    this.flowTitle.textContent = fill(words.flow_title, { token });
    const names = blocks.map((layer) => fill(words.depth_block, { layer }));
    this.predicted(lens, { values: alone ? lens.of(String(patch)) : lens.probabilities, token, names });
    this.map(lens, names);
    this.painted({ key: this.data.trace.key });
  }

  /** The class's probability in every patch after each block, or why there is none.
   * @param {LogitLens} lens @param {string[]} names  of the depths */
  map(lens, names) {
    const { grid, words, state, patch, formats: { percent } } = this;
    const own = state.values.scale === "head";
    this.scale.set(own ? "head" : "fixed");
    this.maps.toggleAttribute("data-none", !grid);
    this.text.textContent = grid ? words[own ? "scale_own_tip" : "scale_fixed_tip"] : words.no_maps;
    if (!grid) return;
    const label = this.data.labels[this.target];
    this.title.textContent = fill(words.large_title, { label, depth: names[this.depth] });
    const cells = names.map((title, depth) => {
      const values = lens.map(depth, this.target);
      const most = largest(values);
      return { id: String(this.numbers[depth]), grid, title, values, limit: own ? most : 1,
        note: fill(words.up_to, { percent: percent(most) }) };
    });
    const view = { limit: 1, pointed: null, query: patch ?? -1, opacity: 0.8, colours: this.colours, say: percent };
    this.large.paint([{ ...cells[this.depth], id: "large" }], { ...view, marks: [[0, "0"], [1, percent(cells[this.depth].limit)]] });
    this.small.paint(cells, { ...view, chosen: cells[this.depth].id });
  }
}
