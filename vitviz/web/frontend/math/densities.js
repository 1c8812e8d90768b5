// The methods' maps as the wall shows them: each as density, how many times an even share, so
// that one scale holds all; of two classes the difference of their densities.

import { quantile, sum } from "./ranking.js";
import { floats, part } from "./slices.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").NamedArray} NamedArray */

/** @typedef {{start: number, cam: string}} Settings  the first layer of relevance; Grad-CAM's layer,
 *   "" for its last */

/**
 * @typedef {object} Header
 * @property {string[]} methods  in the order of `agreement`
 * @property {number[]} counts  maps of each method
 * @property {number[]} layers  that have a Grad-CAM: all, or those of the last stage
 * @property {number} target
 * @property {number|null} against  the class that is contrasted with the target
 * @property {string[]} labels
 * @property {string[][]} meaning
 * @property {Box} cnn_box  what the CNN sees of the photo
 * @property {number} common  patches that both models see
 */

/** @typedef {""|"target"|"against"|"zero"|"missing"} Empty  why there is nothing to draw */
/** @typedef {{values: Float32Array, empty: ""} | {values: null, empty: Empty}} Shown */

/** @param {Empty} empty @returns {Shown} */
const nothing = (empty) => ({ values: null, empty });

export const BLIND = new Set(["attention", "rollout"]); // the same for every class
export const TOP = 6; // even shares at the end of the fixed scale

export class Densities {
  /** @type {Header} */ header;
  /** @type {Record<string, NamedArray>} */ arrays;
  /** @type {Record<string, number>} */ counts;
  /** @type {Map<string, Shown>} */ known = new Map();

  /** @param {import("../lib/types.js").Bundle<Header>} bundle  what the endpoint "explain" gives */
  constructor({ header, arrays }) {
    this.header = header;
    this.arrays = arrays;
    this.counts = Object.fromEntries(header.methods.map((method, i) => [method, header.counts[i]]));
  }

  get contrast() {
    return this.header.against !== null;
  }

  /** @param {string} method */
  has(method) {
    return method in this.counts;
  }

  /** @param {string} method @returns {Grid} */
  grid(method) {
    const [, rows, cols] = this.arrays[method].shape;
    return [rows, cols];
  }

  /** Which of a method's maps the settings ask for. @param {string} method @param {Settings} settings */
  index(method, { start, cam }) {
    const last = this.counts[method] - 1;
    if (method === "relevance") return Math.min(start, last);
    if (method === "gradcam") return cam === "" ? last : Math.max(0, Math.min(Number(cam) - this.header.layers[0], last));
    return 0;
  }

  /** A method's map, or why there is none. @param {string} method @param {Settings} settings @returns {Shown} */
  shown(method, settings) {
    if (!this.has(method)) return nothing("missing");
    const index = this.index(method, settings);
    const key = `${method}/${index}`;
    const found = this.known.get(key) ?? this.made(method, index);
    this.known.set(key, found);
    return found;
  }

  /** @param {string} method @param {number} index @returns {Shown} */
  made(method, index) {
    const own = density(this.single(method, index));
    if (!own) return nothing("target");
    if (!this.contrast) return { values: own, empty: "" };
    const other = density(this.single(`against_${method}`, index));
    if (!other) return nothing("against");
    const values = own.map((value, i) => value - other[i]);
    return values.every((value) => value === 0) ? nothing("zero") : { values, empty: "" };
  }

  /** @param {string} name  of an array (maps, rows, cols) @param {number} index */
  single(name, index) {
    const array = this.arrays[name];
    return part({ values: floats(array), shape: array.shape }, index);
  }

  /**
   * Rank correlation of two methods as they are shown; NaN where there is none.
   * @param {string} one @param {string} other @param {Settings} settings
   * @returns {number}
   */
  agreement(one, other, settings) {
    return part(this.arrays.agreement, this.place(one, settings), this.place(other, settings))[0];
  }

  /** The row of `agreement` of a method's map. @param {string} method @param {Settings} settings */
  place(method, settings) {
    const { methods, counts } = this.header;
    return sum(counts, 0, methods.indexOf(method)) + this.index(method, settings);
  }

  /** What 99 % of the values on screen stay below, in size. @param {Settings} settings */
  limit(settings) {
    const sizes = this.header.methods.flatMap((method) =>
      Array.from(this.shown(method, settings).values ?? [], Math.abs));
    return quantile(sizes, 0.99) || 1;
  }
}

/** The map divided by the mean of its sizes, of a map that is nowhere negative its mean; null where it
 * has no signal. @param {Float32Array} values */
export function density(values) {
  const total = sum(values.map(Math.abs));
  return total > 0 ? values.map((value) => (value * values.length) / total) : null;
}
