// What stands in the second half: how a model comes into memory, or why there is nothing to see, in a
// sentence. The first half and the rest of the page wait for none of it.

import { h } from "../../lib/dom.js";
import { OpeningView } from "../models/open_model.js";

/** @typedef {import("../../view/host.js").Host} Host */
/** @typedef {import("./types.js").BesideData} BesideData */

export class SecondSide {
  /** @type {OpeningView|null} */ opening = null;
  refused = h("p", { class: "caveat", role: "status", "data-value": "refused" });
  place = h("div");
  element = h("div", {}, this.refused, this.place);

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @param {BesideData} data */
  set({ refused, lost, opening, trace }) {
    this.refused.textContent = refused || lost;
    this.refused.hidden = !this.refused.textContent;
    if (!opening) return this.end();
    if (!this.opening) {
      this.opening = new OpeningView(this.place, this.host);
      this.opening.mount();
    }
    return this.opening.update({ ...opening, state: {}, trace });
  }

  end() {
    this.opening?.destroy();
    this.opening = null;
    this.place.replaceChildren();
  }
}
