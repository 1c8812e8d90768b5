// The models that are no names of timm: the bundled ones, and those of the operator's own folder.

import { fill, h } from "../../lib/dom.js";

/** @typedef {{name: string, title: string, architecture: string, bytes: number, kind: string, why: string}} Own
 *   `why`: the reason for which it does not open, "" for none; a `kind` "cnn" opens beside the ViT */

/**
 * @param {string} title  above them
 * @param {Own[]} models
 * @param {{words: import("../../lib/types.js").Words, formats: import("../../lib/types.js").Formats,
 *   open: (name: string, kind: string) => void, shown: {model: string, cnn: string}}} page  `shown`: on screen
 * @returns {HTMLElement[]}
 */
export function ownOf(title, models, { words, formats, open, shown }) {
  if (!models.length) return [];
  const rows = models.map(({ name, title: called, architecture, bytes, kind, why }) => h("li", { "data-own": name },
    h("span", { class: "name" }, called), h("span", { class: "text" }, own(why, words) || architecture),
    h("span", { class: "text" }, bytes ? formats.megabytes(bytes) : ""),
    name === shown.model || name === shown.cnn ? h("span", { class: "text" }, words.shown)
      : h("button", { type: "button", class: "chip", "data-value": name, disabled: Boolean(why), onclick: () => open(name, kind) },
        kind === "cnn" ? words.beside : words.open)));
  return [h("h3", {}, title), h("ul", { class: "own" }, ...rows)];
}

/** @param {string} why @param {import("../../lib/types.js").Words} words */
function own(why, words) {
  return why && (why === "name" ? words.own_name : words.own_refused);
}

/**
 * What was done to open the models on screen, where there is something to be told.
 * @param {{title: string, lines: string[]}[]} notes
 * @param {import("../../lib/types.js").Words} words
 */
export function notesOf(notes, words) {
  return notes.flatMap(({ title, lines }) => [h("h3", {}, fill(words.notes, { model: title })),
    h("ul", { class: "notes" }, ...lines.map((line) => h("li", { class: "text" }, line)))]);
}
