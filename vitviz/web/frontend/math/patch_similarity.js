// The tokens of one or two photos: how alike any patch is to all patches of both.

import { dot } from "./attention.js";
import { floats } from "./slices.js";

/** @typedef {import("../lib/types.js").Bundle} Bundle */

/** The photos in their order, and the names of their arrays. */
const PREFIXES = ["", "second_"];

export class PatchSimilarity {
  /** Of each photo, every patch's token at length 1. @type {Float32Array[]} */ directions;
  /** Of each photo, its patches along the components: patches x axes. @type {Float32Array[]} */ scores;
  /** @type {number} */ dim;
  /** @type {Float32Array[]} */ out;
  asked = ""; // what `out` holds

  /** @param {Bundle} bundle  what the endpoint "components" gives */
  constructor({ arrays }) {
    const here = PREFIXES.filter((prefix) => arrays[`${prefix}directions`]);
    this.directions = here.map((prefix) => floats(arrays[`${prefix}directions`]));
    this.scores = here.map((prefix) => floats(arrays[`${prefix}scores`]));
    this.dim = arrays.directions.shape[1];
    this.out = this.directions.map(({ length }) => new Float32Array(length / this.dim));
  }

  /**
   * The cosine of a patch with every patch of each photo, from -1 to 1. The next one overwrites it.
   * @param {number} on  the photo whose patch it is, from 0 @param {number} patch
   */
  cosines(on, patch) {
    const { dim, out, directions } = this;
    if (this.asked === `${on} ${patch}`) return out;
    this.asked = `${on} ${patch}`;
    out.forEach((values, photo) => {
      for (let other = 0; other < values.length; other++) {
        const found = dot(directions[on], patch * dim, directions[photo], other * dim, dim);
        values[other] = Math.max(-1, Math.min(1, found));
      }
    });
    return out;
  }
}

/**
 * The patch with the largest value, the first of equal ones; null where there is none besides `but`.
 * @param {ArrayLike<number>} values @param {number} [but]  the query, which is no answer
 * @returns {number|null}
 */
export function mostSimilar(values, but = -1) {
  let best = null;
  for (let patch = 0; patch < values.length; patch++) {
    if (patch !== but && (best === null || values[patch] > values[best])) best = patch;
  }
  return best;
}
