// Can the map be trusted, for this photo and class: curves beside chance, what a model that has
// forgotten still shows, and whether the maps are the model's own.

import { formats, h, inWords } from "../../lib/dom.js";
import { Faithful } from "./faithfulness_curves.js";
import { Forget } from "./weight_randomization.js";
import { Invariants } from "./invariants.js";
import { Kept } from "../../view/address_state.js";
import { Stage } from "../../view/stage.js";
import { seen } from "../../view/near_screen.js";

export const create = (root, send) => inWords(root, send, Trust);

class Trust {
  constructor(root, send, data) {
    Object.assign(this, { root });
    this.kept = new Kept(send, data);
    this.stage = new Stage(root, () => this.paint());
    const wake = () => this.stage.wake();
    this.parts = [Faithful, Forget, Invariants].map((Part) => new Part(data.words, this.kept, wake));
    root.replaceChildren(h("div", { class: "trust" }, ...this.parts.map((part) => part.element)));
    for (const part of this.parts) seen(part.element, this.stage.signal, () => part.enter());
  }

  update(data) {
    this.stage.follow();
    this.kept.take(data);
    for (const part of this.parts) part.update(data, formats(data.language));
    this.stage.wake();
  }

  paint() {
    for (const part of this.parts) part.paint(this.stage.colours);
    this.root.dataset.painted = this.kept.key;
  }

  destroy() {
    this.kept.end();
    for (const part of this.parts) part.end();
    this.stage.end();
  }
}
