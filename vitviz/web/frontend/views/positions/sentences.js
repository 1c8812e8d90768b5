// What the page says of a model's positions as a whole.

import { fill, together } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Words} Words */

/**
 * @typedef {object} Known  what there is of positions
 * @property {Grid} grid
 * @property {string[]} kinds  "absolute", "rotary", "relative", "convolution" or "none"
 * @property {{learned?: Grid, dim?: number}} header  the grid that a table was learned for
 * @property {object|null} scores  of an absolute table
 * @property {object|null} offsets  of relative positions
 * @property {object|null} [similar]  of any two patches
 */

/** How large the table is; "" where there is none.
 * @param {Words} words @param {Known} positions
 * @param {boolean} learned  whether it is shown as it was learned
 * @param {Formats} formats */
export function tableText(words, { grid, header, scores }, learned, { whole }) {
  if (!scores) return "";
  const [rows, cols] = grid;
  const [learnedRows, learnedCols] = header.learned ?? grid;
  const same = String(header.learned) === String(grid);
  const used = same ? words.used_same : words.used_text;
  return fill(learned ? words.learned_text : used, { rows, cols, count: whole(rows * cols), dim: whole(header.dim ?? 0),
    learned: whole(learnedRows * learnedCols), learned_rows: learnedRows, learned_cols: learnedCols });
}

/** What else there is to know; "" for a trained model with an absolute table alone.
 * @param {Words} words @param {Known} positions @param {boolean} untrained */
export function notesText(words, { kinds, scores, offsets, similar }, untrained) {
  const rotary = scores ? words.rotary_also : words.rotary;
  const told = ["rotary", "convolution", "none"].some((kind) => kinds.includes(kind));
  const nothing = kinds.includes("convolution") || kinds.includes("none"); // to be noise
  return together(untrained && !nothing && words.untrained, kinds.includes("rotary") && rotary, offsets && words.relative,
    ["convolution", "none"].filter((kind) => kinds.includes(kind)).map((kind) => words[kind]).join(" "),
    !told && !scores && !offsets && !similar && words.elsewhere);
}
