// What the head says at every depth, in numbers: of the token it reads and of each patch alone.

export class Saying {
  /** @param {{arrays: object}} bundle  the answer "lens" */
  constructor({ arrays }) {
    [this.depths, this.patches, this.classes] = arrays.patches.shape;
    this.said = arrays.said.values; // depths x classes
    this.each = arrays.patches.values; // depths x patches x classes
  }

  /** depths x classes: of a patch, or for any other query of what the head reads. */
  of(query) {
    if (query.startsWith("p")) return this.said;
    const { depths, patches, classes, each } = this;
    const out = new Float32Array(depths * classes);
    for (let depth = 0; depth < depths; depth++) {
      const start = (depth * patches + Number(query)) * classes;
      out.set(each.subarray(start, start + classes), depth * classes);
    }
    return out;
  }

  /** The probability of a class in every patch at one depth. */
  map(depth, index) {
    const { patches, classes, each } = this;
    const start = depth * patches * classes + index;
    return Float32Array.from({ length: patches }, (_, patch) => each[start + patch * classes]);
  }

  /** The likeliest classes at one depth of depths x classes, the likeliest first. */
  best(values, depth, count) {
    const start = depth * this.classes;
    return Array.from({ length: this.classes }, (_, c) => c)
      .sort((a, b) => values[start + b] - values[start + a]).slice(0, count);
  }
}
