// Cosines on one scale, from −1 to 1, or from the lowest to the highest on screen.

/** @typedef {import("../../lib/types.js").Formats} Formats */

/**
 * @typedef {object} Scaled
 * @property {Float32Array[]} values  of each photo, as its map takes them, full at 1
 * @property {boolean} signed
 * @property {(value: number) => string} say  a value of the map as its cosine
 * @property {[at: number, text: string][]} marks
 */

/**
 * @param {Float32Array[]} cosines  of each photo
 * @param {{on: number, patch: number}} query  its own cosine, always 1, is no end of a scale
 * @param {boolean} own  from the lowest to the highest
 * @param {Formats} formats
 * @returns {Scaled}
 */
export function cosineScale(cosines, { on, patch }, own, { hundredth }) {
  if (!own) {
    return { values: cosines, signed: true, say: hundredth, marks: [[0, "−1"], [0.5, "0"], [1, "1"]] };
  }
  let [low, high] = [Infinity, -Infinity];
  cosines.forEach((values, photo) => values.forEach((value, i) => {
    if (photo === on && i === patch) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }));
  const span = high > low ? high - low : 1;
  const start = Number.isFinite(low) ? low : 0;
  const at = (/** @type {number} */ value) => (value - start) / span;
  return { values: cosines.map((values) => values.map(at)), signed: false,
    say: (value) => hundredth(Math.min(1, start + value * span)),
    marks: [[0, hundredth(start)], [1, hundredth(start + span)]] };
}
