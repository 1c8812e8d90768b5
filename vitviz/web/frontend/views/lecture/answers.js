// What a class answered to one step's question, as bars without names: for the teacher's page and, once
// it is revealed, for everybody's.

import { fill, h } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../net/room.js").Bars} Bars */
/**
 * @typedef {object} Naming  how choices are called
 * @property {Words} words
 * @property {string} step
 * @property {string} asks  "choice", or "patch" for a place on the photo
 * @property {[rows: number, cols: number]} grid
 * @property {string[]} [labels]  of the model, by class
 * @property {(value: number) => string} whole  how a number is written
 */

const MOST = 8; // bars; a place on the photo has hundreds

/** How many have answered. @param {Bars} bars */
export function total(bars) {
  return Object.values(bars).reduce((sum, count) => sum + count, 0);
}

/** The longest bars, and one for all others. @param {Bars} bars @returns {[choice: string, count: number][]} */
export function longest(bars) {
  const rows = Object.entries(bars).sort(([, one], [, other]) => other - one);
  if (rows.length <= MOST) return rows;
  const rest = rows.slice(MOST - 1).reduce((sum, [, count]) => sum + count, 0);
  return [...rows.slice(0, MOST - 1), ["", rest]];
}

/** @param {string} choice  "" for all that have no bar of their own @param {Naming} naming */
export function named(choice, { words, step, asks, grid: [, cols], labels, whole }) {
  if (!choice) return words.answers_others;
  if (choice === "skip") return words.answers_skip;
  const known = words[`choice_${step}_${choice}`];
  if (known) return known;
  const number = Number(choice);
  if (!Number.isInteger(number)) return choice;
  if (step === "photo" && labels?.[number]) return labels[number];
  if (asks !== "patch") return whole(number);
  return fill(words.answers_place, { number: number + 1, row: Math.floor(number / cols) + 1,
    col: number % cols + 1 });
}

/** @param {Bars} bars @param {Naming} naming @returns {HTMLElement} */
export function answerBars(bars, naming) {
  const all = total(bars);
  if (!all) return h("p", { class: "text" }, naming.words.answers_none);
  return h("dl", { class: "bars class-answers", style: "--series: 1" },
    ...longest(bars).flatMap(([choice, count]) => [h("dt", {}, named(choice, naming)),
      h("dd", {}, h("span", { class: "share", "data-swatch": "", style: `--share: ${count / all}` }),
        naming.whole(count))]));
}
