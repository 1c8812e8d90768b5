// What the panels of Inside share: one answer of the server for the analysis, a note about models
// that have learned nothing, and what of a token is followed.

import { Followed } from "./followed.js";
import { randomNote } from "./panel.js";
import { Request } from "./request.js";
import { View } from "./view.js";

/** A panel has `enter()` for another analysis. */
export class PanelView extends View {
  request = new Request(this);
  random = randomNote(this.words);

  update(data) {
    super.update(data);
    this.random.hidden = !data.random;
    if (this.request.stale(data.trace.key)) this.enter();
  }

  destroy() {
    this.request.end();
    super.destroy();
  }
}

/** One that follows a token has `endpoint`, the name of what it asks for, and `arrived(bundle)`. */
export class FollowedView extends PanelView {
  followed = new Followed(this);
  /** @type {import("./scene.js").Scene | null} */
  scene = null;

  enter() {
    this.scene = this.followed.enter();
    this.arrived(null);
    this.request.get(`${this.data.urls.analysis}/${this.endpoint}`, (bundle) => {
      this.arrived(bundle);
      this.wake();
    });
  }

  painted() {
    this.root.dataset.painted = this.scene.key;
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }
}
