// The six methods' maps as the wall shows them: each as density, how many times an even share, so
// that one scale holds all; of two classes the difference of their densities.

export const METHODS = ["attention", "rollout", "gradient_rollout", "relevance", "gradcam",
  "gradcam_cnn"];
export const BLIND = new Set(["attention", "rollout"]); // the same for every class
export const TOP = 6; // even shares at the end of the fixed scale

export class Maps {
  /** @param {{header: object, arrays: object}} bundle  the answer "explain" */
  constructor({ header, arrays }) {
    Object.assign(this, { header, arrays, known: new Map() });
    this.counts = Object.fromEntries(header.methods.map((method, i) => [method, header.counts[i]]));
  }

  get contrast() {
    return this.header.against !== null;
  }

  has(method) {
    return method in this.counts;
  }

  grid(method) {
    return this.arrays[method].shape.slice(1);
  }

  /** Which of a method's maps the settings ask for. */
  index(method, { start, cam }) {
    const last = this.counts[method] - 1;
    if (method === "relevance") return Math.min(start, last);
    if (method === "gradcam") return cam === "" ? last : Math.min(Number(cam), last);
    return 0;
  }

  /**
   * @returns {{values: Float32Array|null, empty: ""|"target"|"against"|"zero"|"missing"}}  values
   *   are null where there is nothing to draw, and `empty` says why
   */
  shown(method, settings) {
    if (!this.has(method)) return { values: null, empty: "missing" };
    const index = this.index(method, settings);
    const key = `${method}/${index}`;
    if (!this.known.has(key)) this.known.set(key, this.made(method, index));
    return this.known.get(key);
  }

  made(method, index) {
    const own = density(this.single(method, index));
    if (!own) return { values: null, empty: "target" };
    if (!this.contrast) return { values: own, empty: "" };
    const other = density(this.single(`against_${method}`, index));
    if (!other) return { values: null, empty: "against" };
    const values = own.map((value, i) => value - other[i]);
    return values.every((value) => value === 0) ? { values: null, empty: "zero" }
      : { values, empty: "" };
  }

  single(name, index) {
    const { values, shape: [, rows, cols] } = this.arrays[name];
    return values.subarray(index * rows * cols, (index + 1) * rows * cols);
  }

  /** Rank correlation of two methods as they are shown; NaN where there is none. */
  agreement(one, other, settings) {
    const { values, shape: [, count] } = this.arrays.agreement;
    return values[this.place(one, settings) * count + this.place(other, settings)];
  }

  place(method, settings) {
    const { methods, counts } = this.header;
    const before = counts.slice(0, methods.indexOf(method));
    return before.reduce((total, count) => total + count, 0) + this.index(method, settings);
  }

  /** What 99 % of the values on screen stay below, in size. */
  limit(settings) {
    const sizes = METHODS.flatMap((method) =>
      Array.from(this.shown(method, settings).values ?? [], Math.abs)).sort((a, b) => a - b);
    return sizes[Math.ceil(0.99 * sizes.length) - 1] || 1;
  }
}

/** The map divided by its mean; null where it has no signal. @param {Float32Array} values */
export function density(values) {
  let total = 0;
  for (const value of values) total += value;
  return total > 0 ? values.map((value) => (value * values.length) / total) : null;
}

/** Index of the largest of `values`, of a signed map the largest in size. */
export function largest(values) {
  let best = 0;
  values.forEach((value, i) => { if (Math.abs(value) > Math.abs(values[best])) best = i; });
  return best;
}
