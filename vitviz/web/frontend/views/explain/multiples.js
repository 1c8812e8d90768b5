// The scale of maps that are written as multiples of their mean.

import { fill } from "../../lib/dom.js";
import { TOP } from "../../math/densities.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */

/**
 * What a gallery of such maps is painted with: the scale's end, how it says a value, its marks.
 * @param {Words} words @param {Formats} formats
 */
export function multiples(words, { plain }) {
  const say = (/** @type {number} */ value) => fill(words.times, { times: plain(value) });
  /** @type {[at: number, text: string][]} */
  const marks = [0, 2, 4, 6].map((value) => [value / TOP, value < TOP ? plain(value) : say(value)]);
  return { limit: TOP, say, marks };
}
