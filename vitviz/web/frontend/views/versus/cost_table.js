// The fitted parts of a cost as a table: constant, linear and quadratic, a row a way to run.

import { fill, h, term } from "../../lib/dom.js";
import { part } from "../../math/slices.js";
import { evenAt, partsAt } from "./costs.js";

/** @typedef {import("./costs.js").Facts} Facts */
/** @typedef {import("./costs.js").Measure} Measure */
/** @typedef {import("../../lib/types.js").Bundle<Facts>} Bundle */
/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */

/** The fitted parts at the most tokens; `say` writes a cost with its unit.
 * @param {Measure|"adds"} name @param {Bundle} found @param {(value: number) => string} say
 * @param {Words} words @param {Formats} formats */
export function partsTable(name, { header, arrays }, say, words, { whole }) {
  const most = /** @type {number} */ (part(arrays.tokens).at(-1));
  const rows = header.ways.map((id, way) => {
    const terms = header.fits[name]?.[way];
    const cells = terms ? [...partsAt(terms, most).map(say), evenText(evenAt(terms), words, whole)].map((text) => h("td", {}, text))
      : [h("td", { colspan: 4 }, words.too_few)];
    return h("tr", { "data-way": id }, h("th", { scope: "row" }, words[id]), ...cells);
  });
  return h("table", {}, h("caption", {}, fill(words.parts, { count: whole(most) })), h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""),
    ...["constant", "linear", "quadratic", "even"].map((head) => h("th", { scope: "col" }, term(words[head], words[`${head}_tip`]))))),
  h("tbody", {}, ...rows));
}

/** @param {number} even @param {Words} words @param {(value: number) => string} whole */
function evenText(even, words, whole) {
  return Number.isFinite(even) ? fill(words.tokens, { count: whole(Math.round(even)) }) : words.never;
}
