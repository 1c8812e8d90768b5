// What came of a range: of each model its scores at every strength, over all seeds.

import { fill } from "../../lib/dom.js";
import { part } from "../../math/slices.js";

/** @typedef {import("../../lib/types.js").NamedArray} NamedArray */
/** @typedef {import("./answers.js").Own} Own */
/** @typedef {"vit"|"cnn"} Model */
/** @typedef {"shared"|"own"} Over */
/** @typedef {"probability"|"logit"} Score */
/** @typedef {{own: [Own, Own], seeds: number[]}} Facts */
/** @typedef {import("../../lib/types.js").Bundle<Facts>} Bundle */
/** @typedef {{mean: number[], low: number[], high: number[]}} Spread  NaN where nothing is yet */

const ROUNDING = 1e-6; // of a stride that is no whole number, as at another size than the ViT's
export const OVER = /** @type {Over[]} */ (["shared", "own"]);
export const SCORES = /** @type {Score[]} */ (["probability", "logit"]);

/** The strengths, the first one 0. @param {Bundle} bundle @returns {number[]} */
export function strengthsOf({ arrays }) {
  return Array.from(arrays.strengths.values);
}

/** A model's curve: of every strength the mean over the seeds that are there, and their ends.
 * @param {Bundle} bundle @param {Model} model @param {Over} over @param {Score} score
 * @returns {Spread} */
export function spreadOf({ arrays, header }, model, over, score) {
  const found = arrays[model];
  const runs = header.seeds.map((_, seed) =>
    Array.from(part(found, seed, OVER.indexOf(over), SCORES.indexOf(score))));
  const columns = runs[0].map((_, k) => runs.map((run) => run[k]).filter((value) => !Number.isNaN(value)));
  return {
    mean: columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length),
    low: columns.map((values) => (values.length ? Math.min(...values) : NaN)),
    high: columns.map((values) => (values.length ? Math.max(...values) : NaN)),
  };
}

/** Index of the strength nearest to `strength`. @param {number[]} strengths @param {number} strength */
export function nearestTo(strengths, strength) {
  let best = 0;
  strengths.forEach((one, k) => {
    if (Math.abs(one - strength) < Math.abs(strengths[best] - strength)) best = k;
  });
  return best;
}

/** The largest stride that a shift of so many pixels is a multiple of, 0 for none.
 * @param {number} pixels @param {number[]} strides  the smallest first */
export function strideAt(pixels, strides) {
  const whole = (/** @type {number} */ times) => Math.abs(times - Math.round(times)) < ROUNDING;
  return pixels ? strides.filter((stride) => whole(pixels / stride)).at(-1) ?? 0 : 0;
}

/** What the curves are of, for under their picture, which has no controls. @param {{over: string, score: string}} values
 * @param {string} label  that both are asked for @param {Record<string, string>} words */
export function shownText({ over, score }, label, words) {
  const what = over === "own" ? words.over_own : fill(words.over_shared, { label });
  return fill(words.range_shows, { label: what, score: words[`score_${score}`] });
}
