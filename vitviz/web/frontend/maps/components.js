// A table's principal components as a plane and as colour, and the norms of its rows.

import { fill, h, segments, term } from "../lib/dom.js";
import { largest } from "../math/ranking.js";
import { coloursOf, withoutEnds } from "../paint/colour.js";
import { Legend } from "./legend.js";
import { Gallery } from "./gallery.js";
import { Plane } from "./plane.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./types.js").GalleryScene} GalleryScene */

/**
 * @typedef {object} Positions  the table of a grid, one row for each position
 * @property {Grid} grid
 * @property {Float32Array|null} scores  positions x axes, null where the model adds no table
 * @property {number} axes
 * @property {[low: number, high: number][]|null} ranges  of each axis
 * @property {Float32Array|null} norms
 * @property {{shares?: number[]}} header  of the variance, by axis
 */

/** @typedef {{rgb: Uint32Array, norms: Float32Array, least: number, most: number, shares: number[],
 *   grid: Grid}} Drawn  what of a table is drawn */

/** @typedef {{over: (point: Point|null) => void, pick: () => void, wake: () => void}} More
 * a point of the photo under the pointer in one of the two maps, and a click there */

export class Components {
  /** @type {Words} */ words;
  /** @type {Plane} */ plane;
  /** @type {Legend} */ points;
  /** @type {Gallery} */ colour;
  /** @type {Gallery} */ norms;
  /** @type {{element: HTMLElement, set: (by: "row"|"col") => void}} */ colouring;
  /** @type {HTMLElement} */ planePane;
  /** @type {HTMLElement} */ colourPane;
  /** @type {HTMLElement} */ normsPane;
  /** @type {"row"|"col"} */ by = "row";
  /** @type {Uint32Array|null} */ spectrum = null;
  /** @type {Drawn|null} */ drawn = null;

  /**
   * @param {Words} words
   * @param {import("./types.js").MapActions<number> & More} actions  what is found is a position
   */
  constructor(words, actions) {
    this.words = words;
    const { over: point, pick, wake } = actions;
    this.plane = new Plane(words, actions);
    this.points = new Legend();
    this.colour = new Gallery(words, { point, pick });
    this.norms = new Gallery(words, { point, pick });
    /** @type {[by: "row"|"col", text: string][]} */
    const options = [["row", words.plane_row], ["col", words.plane_col]];
    this.colouring = segments(words.plane_by, options,
      (/** @type {"row"|"col"} */ by) => { this.by = by; wake(); }, { labelled: true });
    this.planePane = h("section", { class: "plane-pane" },
      h("h3", {}, term(words.plane, words.components_tip)), this.plane.element,
      h("div", { class: "colouring" }, this.colouring.element, this.points.element));
    this.colourPane = h("section", { class: "colour-pane" }, this.colour.element);
    this.normsPane = h("section", { class: "norms-pane" }, this.norms.element,
      this.norms.legend.element);
  }

  /** @param {GalleryScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.spectrum = withoutEnds(tables.sequential);
    this.colour.setScene(scene, tables);
    this.norms.setScene(scene, tables);
  }

  /** @param {Positions} positions @returns {void} */
  setPositions({ grid, scores, axes, ranges, norms, header: { shares } }) {
    const known = scores && ranges && norms;
    for (const pane of [this.planePane, this.colourPane, this.normsPane]) pane.hidden = !known;
    this.drawn = null;
    if (!known) return;
    this.plane.setScene({ grid, scores, axes, ranges });
    const most = largest(norms);
    const least = norms.reduce((low, value) => Math.min(low, value), most);
    this.drawn = { grid, shares: shares ?? [], norms, least, most, rgb: coloursOf(scores, axes, ranges) };
  }

  /** @param {{patch: number, colours: Colours, formats: Formats}} view @returns {void} */
  paint({ patch, colours, formats: { percent, plain } }) {
    const { words, drawn, spectrum, by } = this;
    if (!drawn || !spectrum) return;
    const { grid, norms, least, most } = drawn;
    const shares = drawn.shares.map(percent);
    this.colouring.set(by);
    this.plane.paint({ patch, by, table: spectrum, shares, colours });
    this.points.paint(spectrum, [[0, `${words[`plane_${by}`]} 1`], [1, String(grid[by === "row" ? 0 : 1])]]);
    const view = { chosen: "", pointed: null, query: patch, opacity: 1, colours };
    const [first, second, third] = shares;
    this.colour.paint([{ id: "colour", title: words.colour, tip: words.colour_tip, values: null,
      rgb: drawn.rgb, grid, note: fill(words.colour_note, { first, second, third }) }],
    { ...view, limit: 1 });
    const note = fill(words.norms_note, { least: plain(least), most: plain(most) });
    this.norms.paint([{ id: "norms", title: words.norms, tip: words.norm_tip, grid, values: norms, note }],
      { ...view, limit: most, marks: [[0, "0"], [1, plain(most)]] });
  }
}
