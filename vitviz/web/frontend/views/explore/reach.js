// The chart of reach in the explorer: its numbers are asked for when the maps are here, which the
// visitor came for, and the chart is near the screen.

import { ReachChart, reachesOf } from "../../charts/reach.js";
import { nearScreen } from "../../view/near_screen.js";
import { signedIn } from "./controls.js";

/** @typedef {import("../../charts/reach.js").Reaches} Reaches */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./explorer.js").default} Explorer */

export class Reach {
  /** @type {Scene|null} */ scene = null;
  /** @type {Reaches|null} */ found = null;
  near = false;
  asking = false;

  /** @param {Explorer} explorer */
  constructor(explorer) {
    this.explorer = explorer;
    this.chart = new ReachChart(explorer.words, { hover: (head) => explorer.hover({ head }),
      leave: () => explorer.hover({ head: null }), commit: (head) => explorer.commit({ head }) });
    this.element = this.chart.element;
  }

  /** To be called once the element is on the page. */
  watch() {
    nearScreen(this.element, this.explorer.signal, () => {
      this.near = true;
      this.want();
    });
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    this.found = null;
    this.asking = false;
    this.element.hidden = signedIn(scene); // a distance is a mean by shares
  }

  /** Asks, where it is time to. */
  async want() {
    const { scene, explorer } = this;
    if (!scene?.settled || signedIn(scene) || !this.near || this.found || this.asking) return;
    this.asking = true;
    try {
      const bundle = await explorer.measures.of(scene);
      if (scene !== this.scene) return;
      this.found = reachesOf(bundle);
      explorer.wake();
    } catch (error) {
      if (scene === this.scene) explorer.fail(error);
    }
    if (scene === this.scene) this.asking = false;
  }

  /** @param {string} head  that is shown */
  paint(head) {
    const { colours, formats } = this.explorer;
    this.chart.paint({ found: this.found, head, larger: colours.type, formats });
  }
}
