// Largest, likeliest, middle: order among numbers. Ranges are [from, to) of the array.

/** @typedef {ArrayLike<number>} Numbers */

/**
 * Indices of the `count` largest, largest first; of equal ones the first first.
 * @param {Numbers} values @param {number} [count] @param {number} [from] @param {number} [to]
 * @returns {number[]}
 */
export function ranked(values, count = Infinity, from = 0, to = values.length) {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => i + from)
    .sort((i, j) => values[j] - values[i]).slice(0, count);
}

/** Index of the largest, the first of equal ones; `from` for an empty range.
 * @param {Numbers} values @param {number} [from] @param {number} [to] */
export function indexOfLargest(values, from = 0, to = values.length) {
  let best = from;
  for (let i = from + 1; i < to; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** Index of the largest in size, whatever its sign. @param {Numbers} values */
export function indexOfLargestSize(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return best;
}

/** The largest of numbers that are not negative, 0 where there is none.
 * @param {Numbers} values @param {number} [from] @param {number} [to] */
export function largest(values, from = 0, to = values.length) {
  let found = 0;
  for (let i = from; i < to; i++) if (values[i] > found) found = values[i];
  return found;
}

/** The largest size of signed numbers, never 0, so that it can be the end of a scale.
 * @param {Numbers} values @param {number} [from] @param {number} [to] */
export function largestSize(values, from = 0, to = values.length) {
  let found = 1e-12;
  for (let i = from; i < to; i++) found = Math.max(found, Math.abs(values[i]));
  return found;
}

/** What a share of the values does not exceed: the value at that place of their order.
 * @param {Numbers} values @param {number} share  above 0, at most 1 @returns {number} NaN of none */
export function quantile(values, share) {
  const sorted = new Float64Array(values).sort();
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
}

/** @param {Numbers} values @returns {number} NaN of none */
export function median(values) {
  const sorted = new Float64Array(values).sort();
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Sum of values[from...to]. @param {Numbers} values @param {number} [from] @param {number} [to] */
export function sum(values, from = 0, to = values.length) {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i];
  return total;
}
