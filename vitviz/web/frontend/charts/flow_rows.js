// Which classes have a row in the chart of what each layer would predict.

import { largest, ranked } from "../math/ranking.js";
import { strided } from "../math/slices.js";

export const ROWS = 12;
export const FIVE = 5;

/** The `count` likeliest classes at a depth, likeliest first.
 * @param {Float32Array} values  depths x classes @param {number} depth @param {number} classes
 * @param {number} [count] @returns {number[]} */
export function likeliest(values, depth, classes, count = FIVE) {
  const from = depth * classes;
  return ranked(values, count, from, from + classes).map((i) => i - from);
}

/**
 * The classes of the five most probable at any depth, the last depth's first, then by their peak;
 * the last row is `target`'s if it has no other.
 * @param {Float32Array} values  depths x classes
 * @param {number} depths
 * @param {number} classes
 * @param {number} target
 * @returns {{rows: number[], left: number, leftMost: number}}  `left` classes found no row, the
 *   likeliest of them reaches `leftMost`
 */
export function rowsOf(values, depths, classes, target) {
  const peak = (/** @type {number} */ c) => largest(strided(values, c, classes, depths));
  const ever = new Set(Array.from({ length: depths }, (_, d) => likeliest(values, d, classes)).flat());
  const last = likeliest(values, depths - 1, classes);
  const others = [...ever].filter((c) => !last.includes(c)).sort((a, b) => peak(b) - peak(a));
  const first = [...last, ...others].slice(0, ROWS);
  const rows = first.includes(target) ? first : [...first.slice(0, ROWS - 1), target];
  const left = others.filter((c) => !rows.includes(c));
  return { rows, left: left.length, leftMost: left.length ? peak(left[0]) : 0 };
}

/** A label that fits, by a rough width of its letters. @param {string} label
 * @param {number} room  CSS pixels @returns {string} */
export function shortened(label, room) {
  const wide = /[\u3000-\uffff]/.test(label) ? 14 : 7.2;
  const count = Math.max(3, Math.floor(room / wide));
  return label.length > count ? `${label.slice(0, count - 1)}…` : label;
}
