// The models that are no names of timm: the bundled ones, and those of the operator's own folder.

import { fill, h } from "../../lib/dom.js";

/** @typedef {{name: string, title: string, architecture: string, bytes: number, kind: string, why: string, said: string}} Own
 *   `why`: the reason for which it does not open, "" for none, `said` in a sentence; a `kind` "cnn"
 *   opens beside the ViT */
/** @typedef {{words: import("../../lib/types.js").Words, formats: import("../../lib/types.js").Formats,
 *   open: (name: string, kind: string) => void, shown: {model: string, cnn: string},
 *   fits: (model: Own) => HTMLElement[]}} Page  `shown`: on screen; `fits`: what a file could be */

/**
 * @param {string} title  above them
 * @param {Own[]} models
 * @param {Page} page
 * @returns {HTMLElement[]}
 */
export function ownOf(title, models, page) {
  if (!models.length) return [];
  const { words, formats } = page;
  const rows = models.map((model) => h("li", { "data-own": model.name },
    h("span", { class: "name" }, model.title), h("span", { class: "text" }, own(model, words)),
    h("span", { class: "text" }, model.bytes ? formats.megabytes(model.bytes) : ""), ...acts(model, page)));
  return [h("h3", {}, title), h("ul", { class: "own" }, ...rows)];
}

/** @param {Own} model @param {Page} page @returns {HTMLElement[]} */
function acts(model, { words, shown, open, fits }) {
  const { name, kind, why } = model;
  if (why === "architecture_unknown") return fits(model);
  if (name === shown.model || name === shown.cnn) return [h("span", { class: "text" }, words.shown)];
  if (why) return [h("span", { class: "text" }, words.refused)];
  return [h("button", { type: "button", class: "chip", "data-value": name, onclick: () => open(name, kind) },
    kind === "cnn" ? words.beside : words.open)];
}

/** What it is, or why it does not open. @param {Own} model @param {import("../../lib/types.js").Words} words */
export function own({ architecture, why, said }, words) {
  if (why === "name") return words.own_name;
  if (why === "architecture_unknown") return words.own_unknown;
  return said || architecture;
}

/**
 * What was done to open the models on screen, where there is something to be told, and the other
 * tables of weights in the same file.
 * @param {{title: string, lines: string[], tables: {name: string, table: string}[], kind: string}[]} notes
 * @param {import("../../lib/types.js").Words} words
 * @param {(name: string, kind: string) => void} open
 */
export function notesOf(notes, words, open) {
  return notes.flatMap(({ title, lines, tables, kind }) => [h("h3", {}, fill(words.notes, { model: title })),
    h("ul", { class: "notes" }, ...lines.map((line) => h("li", { class: "text" }, line))),
    ...(tables.length ? [h("div", { class: "line" }, ...tables.map(({ name, table }) =>
      h("button", { type: "button", class: "chip", "data-value": name, onclick: () => open(name, kind) },
        fill(words.own_table, { table }))))] : [])]);
}
