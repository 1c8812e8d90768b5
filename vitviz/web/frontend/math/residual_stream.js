// The tokens through depth in numbers: how long they are, what each layer adds, which are alike.

import { dot } from "./attention.js";

export class Stream {
  /** @param {{arrays: object}} bundle  the answer "depth" */
  constructor({ arrays }) {
    [this.depths, this.tokens, this.dim] = arrays.unit.shape;
    this.unit = arrays.unit.values;
    this.norms = arrays.norms.values;
    this.sinks = arrays.sinks.values;
    this.attention = arrays.attention.values;
    this.mlp = arrays.mlp.values;
    this.layers = this.depths - 1;
    this.most = Math.max(this.attention.reduce((a, b) => Math.max(a, b), 0),
      this.mlp.reduce((a, b) => Math.max(a, b), 0));
  }

  /** The cosine of every token with one, at every depth: depths x tokens, from -1 to 1. */
  cosines(token) {
    const { depths, tokens, dim, unit } = this;
    this.out ??= new Float32Array(depths * tokens);
    for (let depth = 0; depth < depths; depth++) {
      const start = depth * tokens;
      for (let other = 0; other < tokens; other++) {
        const found = dot(unit, (start + token) * dim, unit, (start + other) * dim, dim);
        this.out[start + other] = Math.max(-1, Math.min(1, found));
      }
    }
    return this.out;
  }

  /** How much longer each token is than the median patch of its depth: 0 as long, 1 twice. */
  relative(prefix) {
    const { depths, tokens, norms } = this;
    this.medians = Array.from({ length: depths }, (_, depth) =>
      median(norms.slice(depth * tokens + prefix, (depth + 1) * tokens)));
    return norms.map((norm, i) => norm / this.medians[Math.floor(i / tokens)] - 1);
  }

  /** What attention and the MLP add to `token` in each layer, and to the median patch. */
  added(token, prefix) {
    const { layers, tokens } = this;
    this.usual ??= ["attention", "mlp"].map((part) => Array.from({ length: layers }, (_, layer) =>
      median(this[part].slice(layer * tokens + prefix, (layer + 1) * tokens))));
    return Array.from({ length: layers }, (_, layer) => ({
      attention: this.attention[layer * tokens + token], mlp: this.mlp[layer * tokens + token],
      attentionUsual: this.usual[0][layer], mlpUsual: this.usual[1][layer] }));
  }

  /** The depths at which `token` stands out by its norm. */
  outlying(token) {
    return Array.from({ length: this.depths }, (_, depth) => depth)
      .filter((depth) => this.sinks[depth * this.tokens + token]);
  }

  /** The patches that stand out at `depth`. */
  marks(depth, prefix) {
    const start = depth * this.tokens + prefix;
    return Array.from({ length: this.tokens - prefix }, (_, patch) => patch)
      .filter((patch) => this.sinks[start + patch]);
  }
}

function median(values) {
  const sorted = values.sort();
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
}
