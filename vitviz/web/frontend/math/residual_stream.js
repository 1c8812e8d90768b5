// The tokens through depth in numbers: how long they are, what each layer adds, which are alike.

import { dot } from "./attention.js";
import { largest, median } from "./ranking.js";
import { floats } from "./slices.js";

/**
 * @typedef {object} Added  what attention and the MLP add to a token in one layer, as lengths
 * @property {number} attention
 * @property {number} mlp
 * @property {number} attentionUsual  to the median patch
 * @property {number} mlpUsual
 */

export class ResidualStream {
  /** @type {number} */ depths;
  /** @type {number} */ tokens;
  /** @type {number} */ dim;
  /** @type {number} */ layers;
  /** @type {Float32Array} */ unit; // depths x tokens x dim, every token at length 1
  /** @type {Float32Array} */ norms; // depths x tokens
  /** @type {ArrayLike<number>} */ sinks; // depths x tokens: 1 where a token stands out by its norm
  /** @type {Float32Array} */ attention; // layers x tokens: the length of what is added
  /** @type {Float32Array} */ mlp; // likewise
  /** @type {number} */ most; // the largest of both
  /** @type {Float32Array|null} */ out = null;
  /** @type {{attention: number[], mlp: number[]}|null} */ usual = null; // of each layer

  /** @param {import("../lib/types.js").Bundle} bundle  what the endpoint "depth" gives */
  constructor({ arrays }) {
    [this.depths, this.tokens, this.dim] = arrays.unit.shape;
    this.layers = this.depths - 1;
    this.unit = floats(arrays.unit);
    this.norms = floats(arrays.norms);
    this.sinks = arrays.sinks.values;
    this.attention = floats(arrays.attention);
    this.mlp = floats(arrays.mlp);
    this.most = Math.max(largest(this.attention), largest(this.mlp));
  }

  /**
   * The cosine of every token with one, at every depth: depths x tokens, from -1 to 1. The next
   * call overwrites it.
   * @param {number} token
   */
  cosines(token) {
    const { depths, tokens, dim, unit } = this;
    const out = (this.out ??= new Float32Array(depths * tokens));
    for (let depth = 0; depth < depths; depth++) {
      const start = depth * tokens;
      for (let other = 0; other < tokens; other++) {
        const found = dot(unit, (start + token) * dim, unit, (start + other) * dim, dim);
        out[start + other] = Math.max(-1, Math.min(1, found));
      }
    }
    return out;
  }

  /**
   * The median patch of each row of rows x tokens.
   * @param {Float32Array} values @param {number} prefix  tokens before the patches
   */
  medians(values, prefix) {
    const { tokens } = this;
    return Array.from({ length: values.length / tokens }, (_, row) =>
      median(values.subarray(row * tokens + prefix, (row + 1) * tokens)));
  }

  /** How much longer each token is than the median patch of its depth: 0 as long, 1 twice.
   * @param {number} prefix */
  relative(prefix) {
    const medians = this.medians(this.norms, prefix);
    return this.norms.map((norm, i) => norm / medians[Math.floor(i / this.tokens)] - 1);
  }

  /**
   * What attention and the MLP add to `token` in each layer, and to the median patch.
   * @param {number} token @param {number} prefix
   * @returns {Added[]}
   */
  added(token, prefix) {
    const { layers, tokens, attention, mlp } = this;
    const usual = (this.usual ??= { attention: this.medians(attention, prefix),
      mlp: this.medians(mlp, prefix) });
    return Array.from({ length: layers }, (_, layer) => ({
      attention: attention[layer * tokens + token], mlp: mlp[layer * tokens + token],
      attentionUsual: usual.attention[layer], mlpUsual: usual.mlp[layer] }));
  }

  /** The depths at which `token` stands out by its norm. @param {number} token */
  outlying(token) {
    return Array.from({ length: this.depths }, (_, depth) => depth)
      .filter((depth) => this.sinks[depth * this.tokens + token]);
  }

  /** The patches that stand out at `depth`. @param {number} depth @param {number} prefix */
  marks(depth, prefix) {
    const start = depth * this.tokens + prefix;
    return Array.from({ length: this.tokens - prefix }, (_, patch) => patch)
      .filter((patch) => this.sinks[start + patch]);
  }
}
