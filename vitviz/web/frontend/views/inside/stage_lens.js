// What each block of the last stage would predict, in a model with several grids: its output goes
// where the last block's would. No patch is read alone, so there are no maps.

import { fill, h } from "../../lib/dom.js";
import { LensView } from "./lens_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */

export default class StageLens extends LensView {
  endpoint = "stage_lens";
  /** Of the last stage, counted from 1 over the whole model. @type {number[]} */ blocks = [];
  why = h("p", { class: "text" }, this.words.why);

  mount() {
    this.root.dataset.section = "lens";
    super.mount();
  }

  /** @param {HTMLElement} classes */
  parts(classes) {
    return [h("div", { class: "part" }, this.flowTitle, this.flow.element, this.why),
      h("div", { class: "part" }, classes, this.fiveTitle, this.five)];
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.blocks = bundle ? bundle.header.blocks : [];
    super.arrived(bundle);
  }

  paint() {
    const { lens, blocks, words, data: { reads } } = this;
    this.panel.hidden = !lens; // how many blocks there are only the answer says
    if (!lens) return;
    this.choose(blocks);
    this.why.hidden = blocks[0] === 1; // the last stage is the whole model
    this.flowTitle.textContent = fill(words.flow_title, { token: reads });
    const names = blocks.map((layer) => fill(words.depth_block, { layer }));
    this.predicted(lens, { values: lens.probabilities, token: reads, names });
    this.painted({ key: this.data.trace.key });
  }
}
