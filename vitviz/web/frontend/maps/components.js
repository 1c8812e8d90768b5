// A table's principal components as a plane and as colour, and the norms of its rows.

import { fill, h, segments, term } from "../lib/dom.js";
import { Gallery } from "./gallery.js";
import { Legend } from "../widgets/legend.js";
import { coloursOf } from "../paint/colour.js";
import { inner, Plane } from "./plane.js";

export class Components {
  /**
   * @param {{hover: (patch) => void, commit: (patch) => void, leave: () => void,
   *   over: (point) => void, pick: () => void, wake: () => void}} actions
   */
  constructor(words, actions) {
    Object.assign(this, { words, by: "row" });
    const { over: point, pick, wake } = actions;
    this.plane = new Plane(words, actions);
    this.points = new Legend();
    this.colour = new Gallery(words, { point, pick });
    this.norms = new Gallery(words, { point, pick });
    this.colouring = segments(words.plane_by, [["row", words.plane_row], ["col", words.plane_col]],
      (by) => { this.by = by; wake(); }, { labelled: true });
    this.planePane = h("section", { class: "plane-pane" },
      h("h3", {}, term(words.plane, words.components_tip)), this.plane.element,
      h("div", { class: "colouring" }, this.colouring.element, this.points.element));
    this.colourPane = h("section", { class: "colour-pane" }, this.colour.element);
    this.normsPane = h("section", { class: "norms-pane" }, this.norms.element,
      this.norms.legend.element);
  }

  setScene(scene, tables) {
    this.spectrum = inner(tables.sequential);
    this.colour.setScene(scene, tables);
    this.norms.setScene(scene, tables);
  }

  /** @param {import("../math/position_table.js").Places} places */
  setPositions(places) {
    this.places = places;
    for (const pane of [this.planePane, this.colourPane, this.normsPane]) {
      pane.hidden = !places.scores;
    }
    if (!places.scores) return;
    this.plane.setPositions(places);
    this.rgb = coloursOf(places.scores, places.axes, places.ranges);
    this.most = places.norms.reduce((top, value) => Math.max(top, value), 0);
    this.least = places.norms.reduce((low, value) => Math.min(low, value), this.most);
  }

  paint({ patch, colours, formats: { percent, plain } }) {
    const { words, places, spectrum, by } = this;
    if (!places.scores) return;
    const shares = places.header.shares.map(percent);
    this.colouring.set(by);
    this.plane.paint({ patch, by, table: spectrum, shares, colours });
    this.points.paint(spectrum, [[0, `${words[`plane_${by}`]} 1`],
      [1, String(by === "row" ? places.rows : places.cols)]]);
    const view = { chosen: "", pointed: null, query: patch, opacity: 1, colours };
    const [first, second, third] = shares;
    this.colour.paint([{ id: "colour", title: words.colour, tip: words.colour_tip, values: null,
      rgb: this.rgb, grid: places.grid, note: fill(words.colour_note, { first, second, third }) }],
    { ...view, limit: 1 });
    const note = fill(words.norms_note, { least: plain(this.least), most: plain(this.most) });
    this.norms.paint([{ id: "norms", title: words.norms, tip: words.norm_tip, grid: places.grid,
      values: places.norms, note }],
    { ...view, limit: this.most, marks: [[0, "0"], [1, plain(this.most)]] });
  }
}
