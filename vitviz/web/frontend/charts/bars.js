// Probabilities as horizontal bars: a label, and for each model a bar and its number. The longest
// bar there can be is a probability of 1, so that bars of several charts compare.

import { h } from "../lib/dom.js";

/** @typedef {import("../lib/types.js").Write} Write */
/** @typedef {"vit"|"cnn"} Model */

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {(number|null)[]} shares  a probability of each model, null where it has no such answer
 */

/**
 * @typedef {object} Series  one model's bars in all rows
 * @property {Model} model
 * @property {string} name  as the page writes it
 */

/**
 * @param {Row[]} rows
 * @param {Series[]} series  as many as a row has shares
 * @param {{write: Write, none: string}} writing  how a number is written, and where there is none
 * @returns {HTMLElement}
 */
export function bars(rows, series, { write, none }) {
  return h("dl", { class: series.length > 1 ? "bars pair" : "bars", style: `--series: ${series.length}` },
    ...rows.flatMap(({ label, shares }) => [h("dt", {}, label),
      ...shares.map((share, i) => h("dd", { class: series[i].model },
        series.length > 1 && h("span", { class: "hidden-text" }, `${series[i].name} `),
        h("span", { class: "share", "data-swatch": "", style: `--share: ${share ?? 0}` }),
        share === null ? none : write(share)))]));
}

/** Which colour is which model. @param {Series[]} series @returns {HTMLElement} */
export function key(series) {
  return h("p", { class: "key" }, ...series.map(({ model, name }) =>
    h("span", { class: model }, h("span", { class: "share", "data-swatch": "" }), name)));
}
