// One name of the list: its facts in a row, and on a press the others, with what can be done.

import { breakable, fill, h } from "../../lib/dom.js";
import { bytesOf } from "./names.js";

/** @typedef {import("./names.js").Row} Row */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {"shown"|"loaded"|"on_disk"|"absent"|"refused"|"unpublished"} Standing */

/**
 * @typedef {object} Asked  what a row is drawn with
 * @property {Words} words
 * @property {Formats} formats
 * @property {Standing} standing
 * @property {boolean} open  its facts are shown
 * @property {HTMLElement[]} acts  what can be done with it
 * @property {() => void} toggle
 */

export const COLUMNS = ["input", "tokens", "prefix", "position", "pooling", "parameters", "state"];
const REASONS = new Set(["several_grids", "unplaced", "layer_too_large", "channel_attention", "combined_maps",
  "no_patch_grid", "pass_failed", "untried", "pooling", "overlapping_windows"]);

/** @param {Row} row @param {Asked} asked @returns {HTMLElement} */
export function rowOf(row, asked) {
  const { words, open, toggle } = asked;
  const id = `name-${row.name}`;
  const head = h("button", { type: "button", class: "name-row", "data-value": row.name,
    "aria-expanded": String(open), "aria-controls": id, onclick: toggle },
  h("span", { class: "name" }, ...breakable(row.name)), ...cells(row, asked).map((text, at) =>
    h("span", { class: `cell ${COLUMNS[at]}` },
      h("span", { class: "cell-name" }, text && `${words[COLUMNS[at]]} `), text)));
  return h("li", { "data-kind": row.kind, "data-standing": asked.standing }, head,
    open ? details(row, id, asked) : null);
}

/** What stands under each of the columns. @param {Row} row @param {Asked} asked @returns {string[]} */
function cells(row, asked) {
  const { words, formats } = asked;
  const opens = row.kind === "vit" && !row.why;
  return [
    pixels(row, words),
    opens && row.tokens ? formats.whole(row.tokens) : "",
    opens ? prefixText(row.prefix, words) : "",
    opens ? listed(row.positions, "position", words) : "",
    opens ? words[`reads_${row.reads}`] ?? "" : "",
    row.parameters ? formats.compact(row.parameters) : "",
    standingText(row, asked),
  ];
}

/** @param {Row} row @param {string} id @param {Asked} asked */
function details(row, id, { words, formats, acts }) {
  const { classes, licence, family, patch, layers, heads, dim } = row;
  const facts = [
    ["classes", classes ? formats.whole(classes) : words.no_head],
    ["licence", licence || words.unknown],
    ["family", family],
    ["patch", patch ? fill(words.pixels, { height: patch, width: patch }) : ""],
    ["shape", layers ? `${layers} × ${heads}, ${formats.whole(dim)}` : ""],
  ].filter(([, text]) => text);
  const why = reason(row, words);
  return h("div", { class: "more", id }, why ? h("p", { class: "text" }, why) : null,
    h("dl", {}, ...facts.flatMap(([name, text]) => [h("dt", {}, words[name]), h("dd", {}, text)])),
    h("div", { class: "line" }, ...acts));
}

/** Why it does not open, or what else is to be known before. @param {Row} row @param {Words} words */
export function reason({ kind, why }, words) {
  if (kind === "cnn" && !why) return words.cnn_text;
  if (kind === "other" && why !== "untried") return words.why_not_attention;
  if (!why) return "";
  return words[`why_${REASONS.has(why) ? why : "other"}`];
}

/** @param {Row} row @param {Asked} asked */
function standingText(row, { words, formats, standing }) {
  if (standing === "absent" && !row.parameters) return words.to_download;
  return fill(words[standing], { size: formats.megabytes(bytesOf(row)) });
}

/** @param {Row} row @param {Words} words */
function pixels({ height, width }, words) {
  if (!height) return "";
  return height === width ? fill(words.pixels_square, { size: height }) : fill(words.pixels, { height, width });
}

/** The tokens before the patches: "class + 4 registers". @param {string[]} roles @param {Words} words */
export function prefixText(roles, words) {
  if (!roles.length) return words.no_prefix;
  const said = [...new Set(roles)].map((role) => {
    const count = roles.filter((other) => other === role).length;
    return role === "register" && count > 1 ? fill(words.role_registers, { count }) : words[`role_${role}`];
  });
  return said.join(" + ");
}

/** @param {string[]} names @param {string} group @param {Words} words */
function listed(names, group, words) {
  return names.map((name) => words[`${group}_${name}`]).join(" + ");
}
