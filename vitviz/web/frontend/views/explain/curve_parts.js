// What came of a run of deletion and insertion: for each model its methods' curves by name.

import { part } from "../../math/slices.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../charts/curves.js").Line} Line */
/** @typedef {import("./verdict.js").Kind} Kind */
/** @typedef {import("./verdict.js").Score} Score */
/** @typedef {import("./verdict.js").Side} Side */
/** @typedef {"vit"|"cnn"} Model */

/** @typedef {{id: string, signal: boolean, ties: number}
 *   & Record<Kind, Record<Score, {area: number, side: Side}>>} Method */

/** @type {Model[]} */
export const MODELS = ["vit", "cnn"];
/** @type {Kind[]} */
export const KINDS = ["deletion", "insertion"];
/** @type {Score[]} */
export const SCORES = ["probability", "logit"];
/** What a method's curve is called in the chart. @type {Record<string, string>} */
export const MARKS = { attention: "1", rollout: "2", gradient_rollout: "3", relevance: "4",
  gradcam: "5", gradcam_cnn: "6" };

/** One model's curves. */
export class ModelCurves {
  /** @type {{orders: number, methods: Method[], random: Record<Kind, Record<Score, number[]>>}} */ facts;
  /** @type {number[]} */ fractions; // of the patches
  /** @type {import("../../lib/types.js").NamedArray} */ curves; // methods x kinds x scores x fractions
  /** @type {import("../../lib/types.js").NamedArray} */ bands; // kinds x scores x 3 x fractions

  /** @param {Bundle} bundle @param {Model} model */
  constructor({ header, arrays }, model) {
    this.facts = header[model];
    this.fractions = Array.from(arrays[`${model}_fractions`].values);
    this.curves = arrays[`${model}_curves`];
    this.bands = arrays[`${model}_band`];
  }

  /** Where all random orders lie. @param {Kind} kind @param {Score} score */
  band(kind, score) {
    const at = (/** @type {number} */ i) =>
      Array.from(part(this.bands, KINDS.indexOf(kind), SCORES.indexOf(score), i));
    return { low: at(0), high: at(1), median: at(2) };
  }

  /** The methods' curves, but for maps without a signal.
   * @param {Kind} kind @param {Score} score @param {Words} words @returns {Line[]} */
  lines(kind, score, words) {
    return this.facts.methods.flatMap(({ id, signal }, i) => (signal
      ? [{ id, mark: MARKS[id], title: words[`method_${id}`],
        values: Array.from(part(this.curves, i, KINDS.indexOf(kind), SCORES.indexOf(score))) }] : []));
  }

  /** All numbers that any of its charts shows. @param {Score} score */
  every(score) {
    return KINDS.flatMap((kind) => {
      const { low, high } = this.band(kind, score);
      return [...low, ...high, ...this.lines(kind, score, {}).flatMap(({ values }) => values)];
    });
  }
}

/** @typedef {Partial<Record<Model, ModelCurves>>} Found  of the models that were run */

/** @param {Bundle} bundle @returns {Found} */
export function curvesOf(bundle) {
  return Object.fromEntries(MODELS.filter((model) => bundle.header[model])
    .map((model) => [model, new ModelCurves(bundle, model)]));
}
