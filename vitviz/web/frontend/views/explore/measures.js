// Numbers of every head, means over all patches: asked from Python once for each photo, for the
// wall's order and the chart of reach.

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../view/scene.js").Scene} Scene */

export class Measures {
  /** @type {Scene|null} */ scene = null;
  /** @type {Promise<Bundle>|null} */ asked = null;

  /** @param {import("../../view/host.js").Host} host */
  constructor(host) {
    this.host = host;
  }

  /** What failed is asked for again by the next who needs it. @param {Scene} scene @returns {Promise<Bundle>} */
  of(scene) {
    if (this.asked && scene === this.scene) return this.asked;
    this.scene = scene;
    const asked = this.host.get(`${scene.data.urls.analysis}/measures`);
    this.asked = asked;
    asked.catch(() => { if (this.asked === asked) this.asked = null; });
    return asked;
  }
}

/** A number by head, as the wall names it: the value of "11.3". @param {Bundle} bundle
 * @param {"reach"|"entropy"} name @returns {(head: string) => number} */
export function valueOf({ header, arrays }, name) {
  const { values, shape: [, heads] } = arrays[name];
  const rows = new Map(/** @type {number[]} */ (header.layers).map((layer, row) => [layer, row]));
  return (head) => {
    const [layer, index] = head.split(".").map(Number);
    return values[(rows.get(layer) ?? NaN) * heads + index] ?? NaN;
  };
}

