// The patch embedding in numbers: patches as the model reads them, filters, and their product.

import { dot } from "./attention.js";
import { ranked } from "./ranking.js";
import { floats } from "./slices.js";

/**
 * @typedef {object} Header
 * @property {number[]} mean  of each colour, as the model expects it
 * @property {number[]} std
 * @property {number} filter_limit  what nearly all numbers of the filters stay below, in size
 * @property {number} answer_limit  likewise of the filters' answers
 * @property {number} vector_most  the largest number of any patch's vector, in size
 * @property {number} rounding  how far the vectors may be from the model's
 */

export class PatchEmbedding {
  /** @type {Header} */ header;
  /** @type {number} */ dim; // filters
  /** @type {number} */ rows; // of a patch, in pixels
  /** @type {number} */ cols;
  /** @type {number} */ area; // pixels of a patch
  /** @type {number} */ numbers; // of a patch: colour, then row, then column
  /** @type {number} */ count; // patches
  /** @type {Float32Array} */ filters; // dim x numbers
  /** @type {Float32Array} */ bias; // dim
  /** @type {ArrayLike<number>} */ levels; // count x numbers, the photo's 8-bit values
  /** @type {Float32Array} */ patches; // count x numbers
  /** @type {Float32Array} */ answers; // dim
  /** @type {Float32Array} */ vector; // dim

  /** @param {import("../lib/types.js").Bundle<Header>} bundle  what the endpoint "embedding" gives */
  constructor({ header, arrays }) {
    const [dim, colours, rows, cols] = arrays.filters.shape;
    this.header = header;
    this.dim = dim;
    this.rows = rows;
    this.cols = cols;
    this.area = rows * cols;
    this.numbers = colours * this.area;
    this.filters = floats(arrays.filters);
    this.bias = floats(arrays.bias);
    this.levels = arrays.pixels.values;
    this.count = arrays.pixels.shape[0];
    this.patches = this.normalised();
    this.answers = new Float32Array(dim);
    this.vector = new Float32Array(dim);
  }

  /** The photo's 8-bit values as the model takes them. */
  normalised() {
    const { area, levels, header: { mean, std } } = this;
    const out = new Float32Array(levels.length);
    for (let i = 0; i < out.length; i++) {
      const colour = Math.floor(i / area) % 3;
      out[i] = (levels[i] / 255 - mean[colour]) / std[colour];
    }
    return out;
  }

  /** The largest number, in size, that any pixel can become. */
  get reach() {
    const { mean, std } = this.header;
    return Math.max(...mean.map((m, c) => Math.max(m, 1 - m) / std[c]));
  }

  /**
   * Every filter's answer to a patch, and with the bias the patch's vector; the next call
   * overwrites both.
   * @param {number} patch
   */
  project(patch) {
    const { dim, answers, vector, bias } = this;
    for (let f = 0; f < dim; f++) {
      answers[f] = this.answer(f, patch);
      vector[f] = answers[f] + bias[f];
    }
    return { answers, vector };
  }

  /** The products' sum without the bias, which is the same for every patch.
   * @param {number} filter @param {number} patch */
  answer(filter, patch) {
    const { filters, patches, numbers } = this;
    return dot(filters, filter * numbers, patches, patch * numbers, numbers);
  }

  /** What one filter answers to every patch. @param {number} filter */
  response(filter) {
    return Float32Array.from({ length: this.count }, (_, patch) => this.answer(filter, patch));
  }

  /** All filters, from the largest answer to the most negative one. @param {Float32Array} answers */
  ranked(answers) {
    return ranked(answers);
  }
}
