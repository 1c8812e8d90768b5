// What the panels share that follow one token through depth.

import { PanelView } from "../../view/panel_view.js";
import { Followed } from "./followed.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../view/scene.js").Scene} Scene */

/** One that follows a token. */
export class FollowedView extends PanelView {
  /** The name of what it asks for. */
  endpoint = "";
  followed = new Followed(this);
  /** @type {Scene | null} */
  scene = null;

  enter() {
    this.scene = this.followed.enter();
    this.arrived(null);
    this.request.get(`${this.data.urls.analysis}/${this.endpoint}`, (bundle) => {
      this.arrived(bundle);
      this.wake();
    });
  }

  /** Takes what was asked for; null while it is not here. @param {Bundle|null} bundle */
  arrived(bundle) {
    void bundle;
  }
}
