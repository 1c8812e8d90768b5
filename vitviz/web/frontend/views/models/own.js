// The models of the operator's own folder.

import { h } from "../../lib/dom.js";

/** @typedef {{name: string, title: string, architecture: string, bytes: number, kind: string, why: string}} Own
 *   `why`: the reason for which it does not open, "" for none; a `kind` "cnn" opens beside the ViT */

/**
 * @param {Own[]} models
 * @param {{words: import("../../lib/types.js").Words, formats: import("../../lib/types.js").Formats,
 *   open: (name: string, kind: string) => void, shown: {model: string, cnn: string}}} page  `shown`: on screen
 * @returns {HTMLElement[]}
 */
export function ownOf(models, { words, formats, open, shown }) {
  if (!models.length) return [];
  const rows = models.map(({ name, title, architecture, bytes, kind, why }) => h("li", { "data-own": name },
    h("span", { class: "name" }, title), h("span", { class: "text" }, own(why, words) || architecture),
    h("span", { class: "text" }, bytes ? formats.megabytes(bytes) : ""),
    name === shown.model || name === shown.cnn ? h("span", { class: "text" }, words.shown)
      : h("button", { type: "button", class: "chip", "data-value": name, disabled: Boolean(why), onclick: () => open(name, kind) },
        kind === "cnn" ? words.beside : words.open)));
  return [h("h3", {}, words.own), h("ul", { class: "own" }, ...rows)];
}

/** @param {string} why @param {import("../../lib/types.js").Words} words */
function own(why, words) {
  return why && (why === "name" ? words.own_name : words.own_refused);
}
