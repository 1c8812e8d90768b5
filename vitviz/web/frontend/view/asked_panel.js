// What the panels of Inside share: the look's one answer, what is kept, the repaint.

import { formats } from "../lib/dom.js";
import { Followed } from "./followed.js";
import { Asked, Kept } from "./address_state.js";
import { Stage } from "./stage.js";

/** A panel has `build()`, `enter(data)` for another look, `paint()`, and what `prepare` makes for them. */
export class AskedPanel {
  constructor(root, send, data) {
    Object.assign(this, { root, words: data.words });
    this.kept = new Kept(send, data);
    this.asked = new Asked(data.words, this.kept);
    this.prepare();
    this.build();
    this.stage = new Stage(root, () => this.scene && this.paint());
  }

  update(data) {
    this.data = data;
    this.formats = formats(data.language);
    this.stage.follow();
    this.kept.take(data);
    this.random.hidden = !data.random;
    if (this.asked.stale(data.trace.key)) this.enter(data);
    this.stage.wake();
  }

  destroy() {
    this.stage.end();
    this.kept.end();
    this.asked.end();
  }
}

/** One that follows a token has `answer`, its name at the server, and `arrived(bundle)`. */
export class FollowedPanel extends AskedPanel {
  prepare() {
    this.followed = new Followed(this.words, this.kept, () => this.stage.wake());
  }

  enter(data) {
    this.scene = this.followed.enter(data);
    this.arrived(null);
    const about = { key: this.scene.key, language: data.language };
    this.asked.get(`${data.urls.look}/${this.answer}`, about, (bundle) => {
      this.arrived(bundle);
      this.stage.wake();
    });
  }

  painted() {
    this.root.dataset.painted = this.scene.key;
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }
}
