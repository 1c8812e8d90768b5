// What came of a run of deletion and insertion: for each model its methods' curves by name.

import { part } from "../../math/slices.js";

/** @typedef {import("../../lib/types.js").NamedArray} NamedArray */
/** @typedef {import("./verdict.js").Kind} Kind */
/** @typedef {import("./verdict.js").Score} Score */
/** @typedef {import("./verdict.js").Side} Side */
/** @typedef {"vit"|"cnn"} Model */

/** @typedef {{id: string, signal: boolean, ties: number}
 *   & Record<Kind, Record<Score, {area: number, side: Side}>>} Method */

/**
 * @typedef {object} Facts  of one model
 * @property {number} orders  how many random orders there are
 * @property {Method[]} methods
 * @property {Record<Kind, Record<Score, number[]>>} random  areas under the random orders' curves
 */

/** @typedef {import("../../lib/types.js").Bundle<Partial<Record<Model, Facts>>>} Bundle */

/** @type {Model[]} */
export const MODELS = ["vit", "cnn"];
/** @type {Kind[]} */
export const KINDS = ["deletion", "insertion"];
/** @type {Score[]} */
export const SCORES = ["probability", "logit"];
/** One model's curves. */
export class ModelCurves {
  /** @type {Facts} */ facts;
  /** @type {number[]} */ fractions; // of the patches
  /** @type {NamedArray} */ curves; // methods x kinds x scores x fractions
  /** @type {NamedArray|undefined} */ envelopes; // kinds x scores x 3 x fractions; not while they run

  /** @param {Facts} facts @param {Bundle["arrays"]} arrays @param {Model} model */
  constructor(facts, arrays, model) {
    this.facts = facts;
    this.fractions = Array.from(arrays[`${model}_fractions`].values);
    this.curves = arrays[`${model}_curves`];
    this.envelopes = arrays[`${model}_envelope`];
  }

  /** Where all random orders lie; null until they are run. @param {Kind} kind @param {Score} score */
  envelope(kind, score) {
    const { envelopes } = this;
    if (!envelopes) return null;
    const at = (/** @type {number} */ i) =>
      Array.from(part(envelopes, KINDS.indexOf(kind), SCORES.indexOf(score), i));
    return { low: at(0), high: at(1), median: at(2) };
  }

  /** The methods' curves, but for maps without a signal and those that are still to come.
   * @param {Kind} kind @param {Score} score */
  curvesOf(kind, score) {
    return this.facts.methods.flatMap(({ id, signal }, i) => {
      const values = Array.from(part(this.curves, i, KINDS.indexOf(kind), SCORES.indexOf(score)));
      return signal && !Number.isNaN(values[0]) ? [{ id, values }] : [];
    });
  }

  /** All numbers that any of its charts shows. @param {Score} score */
  every(score) {
    return KINDS.flatMap((kind) => {
      const { low = [], high = [] } = this.envelope(kind, score) ?? {};
      return [...low, ...high, ...this.curvesOf(kind, score).flatMap(({ values }) => values)];
    });
  }
}

/** @typedef {Partial<Record<Model, ModelCurves>>} Found  of the models that were run */

/** @param {Bundle} bundle @returns {Found} */
export function foundIn({ header, arrays }) {
  /** @type {Found} */
  const found = {};
  for (const model of MODELS) {
    const facts = header[model];
    if (facts) found[model] = new ModelCurves(facts, arrays, model);
  }
  return found;
}
