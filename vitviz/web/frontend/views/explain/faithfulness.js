// Can the map be trusted, for this photo and class: curves beside random baselines, what a model
// with randomized weights still shows, and whether the maps are the model's own.

import { h } from "../../lib/dom.js";
import { nearScreen } from "../../view/near_screen.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { FaithfulnessCurves } from "./faithfulness_curves.js";
import { Invariants } from "./invariants.js";
import { WeightRandomization } from "./weight_randomization.js";

/** @typedef {import("./types.js").FaithfulnessData} FaithfulnessData */
/** @typedef {import("./types.js").SubPanel} SubPanel */

/** @extends {View<FaithfulnessData>} */
export default class Faithfulness extends View {
  /** @type {import("../../view/photo_scene.js").PhotoScene|null} */ scene = null;
  /** @type {SubPanel[]} */
  parts = [FaithfulnessCurves, WeightRandomization, Invariants].map((Part) => new Part(this));

  mount() {
    this.root.replaceChildren(h("div", { class: "faithfulness" }, ...this.parts.map((part) => part.element)));
    for (const part of this.parts) nearScreen(part.element, this.signal, () => part.enter());
    super.mount();
  }

  /** @param {FaithfulnessData} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (moved) this.scene = photoScene(this);
    for (const part of this.parts) part.update(moved);
  }

  paint() {
    for (const part of this.parts) part.paint(this.colours);
    this.root.dataset.painted = this.data.trace.key;
  }

  destroy() {
    for (const part of this.parts) part.end();
    super.destroy();
  }
}
