// The numbers of two maps of two sides, and their differences where the maps can be subtracted.

import { h, term } from "../../lib/dom.js";
import { compared } from "../../widgets/comparison.js";
import { layoutOf } from "../explore/large_map.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("../../widgets/comparison.js").Row} Row */
/** @typedef {import("../explore/large_map.js").LargeMap} LargeMap */

/**
 * @typedef {object} NumbersView
 * @property {[Scene, Scene]} scenes
 * @property {[LargeMap|null, LargeMap|null]} maps
 * @property {[number|null, number|null]} pointed  the patch of each side under the pointer
 * @property {boolean} comparable  whether A - B is defined
 * @property {Formats} formats
 */

/** A row for each number that either side has. @param {NumbersView} view @param {Words} words @returns {Row[]} */
export function rowsOf({ scenes, maps, pointed, comparable, formats }, words) {
  const [a, b] = maps.map((map, on) => map && { ...map, query: map.query ?? "", layout: layoutOf(scenes[on], map) });
  if (comparable) return compared(a, b, pointed[0], formats, words);
  const known = pointed[0] !== null && pointed[1] !== null ? pointed : [null, null];
  const [one, other] = [compared(a, null, known[0], formats, words), compared(null, b, known[1], formats, words)];
  const ids = [...new Set([...one, ...other].map(({ id }) => id))];
  const text = (/** @type {Row[]} */ rows, /** @type {string} */ id, /** @type {0|1} */ at) =>
    rows.find((row) => row.id === id)?.texts[at] ?? "";
  return ids.map((id) => ({ id, texts: [text(one, id, 0), text(other, id, 1), ""] }));
}

export class Numbers {
  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.element = h("div", { class: "numbers", role: "table" });
  }

  /** @param {NumbersView} view */
  paint(view) {
    const { words } = this;
    const head = h("div", { class: "number", role: "row" }, h("span", { role: "columnheader" }),
      ...["A", "B", view.comparable ? words.difference : ""].map((name) => h("b", { role: "columnheader" }, name)));
    this.element.replaceChildren(head, ...rowsOf(view, words).map(({ id, texts }) =>
      h("div", { class: "number", role: "row" },
        h("span", { class: "of", role: "rowheader" }, term(words[id], words[`${id}_tip`])),
        ...texts.map((text) => h("span", { role: "cell", "data-value": id }, text)))));
  }
}
