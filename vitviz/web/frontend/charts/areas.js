// Where one area under a curve stands among those of the random orders: a tick for each of them,
// the stretch they span, and a dot for the map.

import { s } from "../lib/svg.js";

const WIDTH = 160, HEIGHT = 24, EDGE = 6; // CSS pixels

/**
 * @typedef {object} Areas
 * @property {number} area  the map's own
 * @property {number[]} random  those of the random orders, at least one
 * @property {number} from  the number at the strip's left end
 * @property {number} to  at its right end, larger than `from`
 * @property {string} label
 */

/** Where a value stands between the strip's ends, in CSS pixels from its left.
 * @param {number} value @param {{from: number, to: number}} ends @returns {number} */
export function across(value, { from, to }) {
  return EDGE + ((value - from) / (to - from)) * (WIDTH - 2 * EDGE);
}

/** @param {Areas} areas @returns {SVGElement} */
export function strip({ area, random, from, to, label }) {
  const x = (/** @type {number} */ value) => across(value, { from, to });
  const [low, high] = [Math.min(...random), Math.max(...random)];
  const middle = HEIGHT / 2;
  return s("svg", { class: "strip-plot", role: "img", "aria-label": label, viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH, height: HEIGHT },
  s("line", { class: "hair", x1: EDGE, x2: WIDTH - EDGE, y1: middle, y2: middle }),
  s("rect", { class: "envelope", x: x(low), width: Math.max(1, x(high) - x(low)), y: middle - 7, height: 14 }),
  ...random.map((value) => s("line", { class: "random-order", x1: x(value), x2: x(value),
    y1: middle - 5, y2: middle + 5 })),
  s("circle", { class: "dot", cx: x(area), cy: middle, r: 4.5 }));
}
