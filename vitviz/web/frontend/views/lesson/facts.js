// What was found on the photo as words of a sentence: a name says what kind of number it is.

import { placeOf } from "../../math/geometry.js";
import { queryName } from "../../view/names.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {{en: string, zh: string}} Label */
/** @typedef {Record<string, number | string | boolean | Label | null>} Facts */

const PLAIN = ["ratio", "near", "line", "far", "rank"];

/** @param {Facts} facts @param {Formats} formats @param {string} language @returns {Record<string, string>} */
export function told(facts, formats, language) {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) =>
    [name, one(name, value, formats, language)]));
}

/** @param {string} name @param {Facts[string]} value @param {Formats} formats @param {string} language */
function one(name, value, formats, language) {
  if (value === null || typeof value === "boolean") return String(value ?? "");
  if (typeof value === "string") return value;
  if (typeof value === "object") return language === "zh" ? value.zh : value.en;
  if (name.endsWith("share")) return formats.percent(value);
  return PLAIN.includes(name) ? formats.plain(value) : formats.whole(value);
}

/** "patch 120 (row 8, column 8)". @param {number} patch @param {Grid} grid @param {Words} words */
export function placeName(patch, grid, words) {
  return queryName({ data: { prefix: [] }, place: (at) => placeOf(at, grid) }, words, String(patch));
}

/** How many patches have a larger value, and one. @param {ArrayLike<number>} map @param {number} patch */
export function rankOf(map, patch) {
  let larger = 0;
  for (let at = 0; at < map.length; at += 1) if (map[at] > map[patch]) larger += 1;
  return larger + 1;
}

/** The answers of an address by step; of two to one question the later holds.
 * @param {string} answers @returns {Record<string, string>} */
export function answersOf(answers) {
  return Object.fromEntries(answers.split("-").filter(Boolean).map((pair) => pair.split(".")));
}

/** @param {Record<string, string>} answers */
export function written(answers) {
  return Object.entries(answers).map((pair) => pair.join(".")).join("-");
}
