// Relative positions: what each head adds to a score for every offset from query to key.

import { fill } from "../lib/dom.js";
import { largestSize } from "../math/ranking.js";
import { part } from "../math/slices.js";
import { Gallery } from "./gallery.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").NamedArray} NamedArray */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./types.js").GalleryScene} GalleryScene */

/**
 * @typedef {object} OffsetsView
 * @property {{offsets: NamedArray|null}} positions  heads x offsets down x offsets across
 * @property {Formats} formats
 * @property {Colours} colours
 */

export class Offsets {
  /** @type {Words} */ words;
  /** @type {Gallery} */ gallery;
  /** @type {HTMLElement} */ element;
  /** @type {Point|null} */ pointed = null;

  /** @param {Words} words @param {{wake: () => void}} actions */
  constructor(words, { wake }) {
    this.words = words;
    this.gallery = new Gallery(words, { point: (point) => { this.pointed = point; wake(); } });
    this.element = this.gallery.element;
  }

  /** @param {GalleryScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.gallery.setScene(scene, tables);
  }

  /** @param {OffsetsView} view @returns {void} */
  paint({ positions: { offsets }, formats: { plain }, colours }) {
    if (!offsets) return;
    const [heads, rows, cols] = offsets.shape;
    const limit = largestSize(offsets.values);
    const cells = Array.from({ length: heads }, (_, head) => ({ id: String(head),
      title: fill(this.words.relative_head, { head: head + 1 }), signed: true,
      grid: /** @type {Grid} */ ([rows, cols]), values: part(offsets, head) }));
    this.gallery.paint(cells, { limit, chosen: "", pointed: this.pointed, opacity: 1,
      colours, say: plain, marks: [[0, `−${plain(limit)}`], [0.5, "0"], [1, plain(limit)]] });
  }
}
