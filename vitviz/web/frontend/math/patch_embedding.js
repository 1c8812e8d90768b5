// The patch embedding in numbers: patches as the model reads them, filters, and their product.

import { dot } from "./attention.js";

export class Embedding {
  /** @param {{header: object, arrays: object}} bundle  the answer "embedding" */
  constructor({ header, arrays }) {
    const [dim, colours, rows, cols] = arrays.filters.shape;
    Object.assign(this, { header, dim, rows, cols, area: rows * cols, numbers: colours * rows * cols });
    this.filters = arrays.filters.values;
    this.bias = arrays.bias.values;
    this.levels = arrays.pixels.values;
    this.count = arrays.pixels.shape[0];
    this.patches = this.normalised();
    this.answers = new Float32Array(dim);
    this.vector = new Float32Array(dim);
  }

  /** The photo's 8-bit values as the model takes them. */
  normalised() {
    const out = new Float32Array(this.levels.length);
    for (let i = 0; i < out.length; i++) {
      const colour = Math.floor(i / this.area) % 3;
      out[i] = (this.levels[i] / 255 - this.header.mean[colour]) / this.header.std[colour];
    }
    return out;
  }

  /** The largest number, in size, that any pixel can become. */
  get reach() {
    const { mean, std } = this.header;
    return Math.max(...mean.map((m, c) => Math.max(m, 1 - m) / std[c]));
  }

  /** Every filter's answer to a patch, and with the bias the patch's vector; the next call
   * overwrites both. */
  project(patch) {
    const { dim, answers, vector, bias } = this;
    for (let f = 0; f < dim; f++) {
      answers[f] = this.answer(f, patch);
      vector[f] = answers[f] + bias[f];
    }
    return { answers, vector };
  }

  /** The products' sum without the bias, which is the same for every patch. */
  answer(filter, patch) {
    const { filters, patches, numbers } = this;
    return dot(filters, filter * numbers, patches, patch * numbers, numbers);
  }

  /** What one filter answers to every patch. */
  response(filter) {
    return Float32Array.from({ length: this.count }, (_, patch) => this.answer(filter, patch));
  }

  /** All filters, from the largest answer to the most negative one. */
  ranked(answers) {
    return Array.from(answers.keys()).sort((a, b) => answers[b] - answers[a]);
  }
}
