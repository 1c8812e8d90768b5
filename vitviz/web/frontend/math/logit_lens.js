// What the head says at every depth, in numbers: of the token it reads and of each patch alone.

import { ranked } from "./ranking.js";
import { floats, part, strided } from "./slices.js";

export class LogitLens {
  /** @type {number} */ depths;
  /** @type {number} */ patches;
  /** @type {number} */ classes;
  /** @type {Float32Array} */ probabilities; // depths x classes
  /** @type {Float32Array} */ each; // depths x patches x classes

  /** @param {import("../lib/types.js").Bundle} bundle  what the endpoint "lens" gives, or "stage_lens",
   * which reads no patch alone */
  constructor({ arrays: { probabilities, patches } }) {
    [this.depths, this.classes] = probabilities.shape;
    this.probabilities = floats(probabilities);
    this.patches = patches ? patches.shape[1] : 0;
    this.each = patches ? floats(patches) : new Float32Array(0);
  }

  /** depths x classes: of a patch, or for any other query of what the head reads. @param {string} query */
  of(query) {
    if (query.startsWith("p")) return this.probabilities;
    const { depths, patches, classes, each } = this;
    const out = new Float32Array(depths * classes);
    for (let depth = 0; depth < depths; depth++) {
      const own = part({ values: each, shape: [depths, patches, classes] }, depth, Number(query));
      out.set(own, depth * classes);
    }
    return out;
  }

  /** The probability of a class in every patch at one depth. @param {number} depth @param {number} index */
  map(depth, index) {
    const { patches, classes, each } = this;
    return strided(each, depth * patches * classes + index, classes, patches);
  }

  /**
   * The likeliest classes at one depth, the likeliest first.
   * @param {Float32Array} values  depths x classes @param {number} depth @param {number} count
   */
  best(values, depth, count) {
    const start = depth * this.classes;
    return ranked(values, count, start, start + this.classes).map((at) => at - start);
  }
}
