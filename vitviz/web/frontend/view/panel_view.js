// What the panels of Inside share: one answer of the server for the analysis, a note about models
// that have learned nothing.

import { randomNote } from "./panel.js";
import { Request } from "./request.js";
import { View } from "./view.js";

/** @typedef {import("./host.js").Data} Data */
/** @typedef {import("./scene.js").Scene} Scene */

export class PanelView extends View {
  request = new Request(this);
  random = randomNote(this.words);

  /** @param {Data} data */
  update(data) {
    super.update(data);
    this.random.hidden = !data.random;
    if (this.request.stale(data.trace.key)) this.enter();
  }

  /** Another analysis, or the same once more: asks for what the panel shows. */
  enter() {}

  /** Tells the page that all of `scene` is painted. @param {Pick<Scene, "key">} scene */
  painted(scene) {
    this.root.dataset.painted = scene.key;
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }

  destroy() {
    this.request.end();
    super.destroy();
  }
}
