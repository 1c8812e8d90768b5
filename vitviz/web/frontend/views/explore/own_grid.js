// What is said of a model with windows, of layers on grids of their own, and of convolutions before them.

import { fill, h } from "../../lib/dom.js";
import { sum } from "../../math/ranking.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./large_map.js").LargeMap} LargeMap */

/** On which grid the large map and its query lie, and what of it the query may look at; "" where the
 * layer has none of its own. @param {LargeMap} map @param {Words} words @param {Formats} formats */
export function ownGrid({ grid, from, seen, weights, outside, by, signed, shared }, words, formats) {
  if (!grid || signed) return "";
  const [rows, cols] = grid;
  const places = { rows, cols, seen: seen ?? rows * cols };
  const apart = from && String(from) !== String(grid);
  const whole = !apart && (seen === undefined || seen >= (weights?.length ?? rows * cols));
  const alike = shared ? [words.own_shared] : [];
  const beyond = outside && by === "row" ? [fill(words.own_beyond,
    { percent: formats.percent(sum(outside)), count: outside.filter((weight) => weight > 0).length })] : [];
  if (!apart) return [fill(words[whole ? "own_grid" : "own_window"], places), ...alike, ...beyond].join(" ");
  const own = fill(words[by === "row" ? "own_keys" : "own_queries"], { ...places, from_rows: from[0], from_cols: from[1] });
  const [keys, prefix] = by === "row" ? [grid, (weights?.length ?? rows * cols) - rows * cols] : [from, 0];
  const window = seen !== undefined && seen < prefix + keys[0] * keys[1];
  return [own, ...(window ? [fill(words.own_seen, places)] : []), ...alike, ...beyond].join(" ");
}

export class OwnGrid {
  element = h("p", { class: "text own-grid", hidden: true });

  /** @param {Words} words @param {{element: HTMLElement}} sequence  that such a model does not read */
  constructor(words, sequence) {
    this.words = words;
    this.sequence = sequence;
    this.instead = h("p", { class: "text", hidden: true }, words.sequence_none);
  }

  /** @param {Scene} scene */
  setScene({ several, data }) {
    this.sequence.element.hidden = several;
    this.instead.hidden = !several;
    this.convolved = data.trace.convolved ? this.words.own_convolved : "";
  }

  /** @param {LargeMap} map @param {Formats} formats */
  paint(map, formats) {
    this.element.textContent = [ownGrid(map, this.words, formats), this.convolved].filter(Boolean).join(" ");
    this.element.hidden = !this.element.textContent;
  }
}
