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
export function partsTable(name, found, say, words, formats) {
  if (!isFitted(found)) return growth(name, found, words, formats);
  const { header, arrays } = found;
  const { whole } = formats;
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

/** What stands in place of the table where so few sizes have no parabola: how much more the most
 * tokens cost than the fewest. @param {Measure|"adds"} name @param {Bundle} found @param {Words} words @param {Formats} formats */
export function growth(name, { header, arrays }, words, { whole, plain }) {
  const tokens = [...part(arrays.tokens)];
  const [few, many] = [tokens[0], tokens[tokens.length - 1]];
  if (tokens.length === 1) return h("p", { class: "text" }, words.one_size);
  const ways = header.ways.flatMap((id, way) => {
    const values = part(arrays[name], way);
    const times = values[values.length - 1] / values[0];
    return Number.isFinite(times) ? [fill(words.way_times, { way: words[id], times: plain(times) })] : [];
  });
  return h("p", { class: "text" }, fill(words.growth, { few: whole(few), many: whole(many), times: plain(many / few), ways: ways.join(words.between) }));
}

/** Whether parabolas are fitted: of a few sizes they would be no finding. @param {Bundle} found */
export function isFitted({ header }) {
  return header.sizes.length > header.terms.length;
}

/** @param {number} even @param {Words} words @param {(value: number) => string} whole */
function evenText(even, words, whole) {
  return Number.isFinite(even) ? fill(words.tokens, { count: whole(Math.round(even)) }) : words.never;
}
