// Values of several lines against a share on a logarithmic scale: a dot a run, a line through the
// means, a bar over their spread. What is missing has no dot, and no line leads over it.

import { s } from "../lib/svg.js";
import { explore } from "../lib/gestures.js";
import { largerBy } from "../paint/canvas.js";
import { nearest, pathOf } from "./curve_marks.js";

/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */

const ROOM = { left: 52, right: 20, top: 32, bottom: 48 }; // around the dots, of type as on a laptop
const NEAR = 24; // CSS pixels from the pointer within which a dot is found
const APART = 7; // between the dots of two lines at one share

/** @typedef {{id: string, runs: number[][]}} Line  of each share its runs, NaN for one that is missing */
/** @typedef {{line: number, share: number, run: number, value: number, point: Point}} Dot */

/**
 * @typedef {object} ByShareView
 * @property {number[]} shares  above 0, rising
 * @property {Line[]} lines
 * @property {Dot|null} pointed
 * @property {string} across
 * @property {string} up
 * @property {string} label
 * @property {string} empty  what is said where nothing is drawn
 * @property {string} larger
 * @property {(share: number) => string} say
 */

export class ByShare {
  /** @type {HTMLElement} */ element;
  /** @type {Dot[]} */ dots = []; // as they were drawn last

  /** @param {HTMLElement} element  which is filled
   * @param {(dot: Dot|null) => void} point */
  constructor(element, point) {
    this.element = element;
    explore(element, { at: (/** @type {Pointer} */ event) => this.at(event), hover: point, commit: point,
      leave: () => point(null) });
  }

  /** The dot nearest to a pointer. @param {Pointer} event @returns {Dot|null} */
  at({ clientX, clientY }) {
    if (!this.dots.length) return null;
    const frame = this.element.getBoundingClientRect();
    const far = (/** @type {Dot} */ { point: [x, y] }) => Math.hypot(clientX - frame.left - x, clientY - frame.top - y);
    const best = this.dots[nearest(this.dots, far)];
    return far(best) < NEAR ? best : null;
  }

  /** @param {ByShareView} view @returns {void} */
  paint(view) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    const larger = largerBy(view.larger);
    const drawn = placed(view, [width, height], larger);
    this.dots = drawn.dots;
    this.element.replaceChildren(s("svg", { class: "by-share", role: "img", "aria-label": view.label,
      width, height, viewBox: `0 0 ${width} ${height}` },
    ...axes(view, drawn, [width, height], larger), ...lines(view, drawn)));
  }
}

/** @typedef {ReturnType<typeof placed>} Placed */

/**
 * Where the dots lie, in CSS pixels; lines stand a little beside each other at every share.
 * @param {{shares: number[], lines: Line[]}} view @param {Point} size @param {number} [larger]
 */
export function placed({ shares, lines }, [width, height], larger = 1) {
  const [left, bottom] = [ROOM.left * larger, height - ROOM.bottom * larger];
  const known = lines.flatMap(({ runs }) => runs.flat()).filter(Number.isFinite);
  const most = 1.05 * Math.max(0.1, ...known);
  const [first, last] = [Math.log(shares[0]), Math.log(shares.at(-1) ?? 1)];
  const edge = lines.length * APART;
  const x = (/** @type {number} */ share) =>
    left + edge + ((Math.log(share) - first) / (last - first || 1)) * (width - left - ROOM.right - 2 * edge);
  const y = (/** @type {number} */ value) => bottom - (value / most) * (bottom - ROOM.top);
  const dots = lines.flatMap(({ runs }, line) => runs.flatMap((values, share) => values.map((value, run) =>
    ({ line, share, run, value, point: /** @type {Point} */ ([x(shares[share]) + beside(line, lines.length), y(value)]) }))))
    .filter(({ value }) => Number.isFinite(value));
  return { x, y, most, left, bottom, dots };
}

/** @param {number} line @param {number} count */
function beside(line, count) {
  return (line - (count - 1) / 2) * APART;
}

/** The mean, least and largest of what is there of some runs; null where nothing is.
 * @param {number[]} runs @returns {{mean: number, low: number, high: number, count: number}|null} */
export function summary(runs) {
  const known = runs.filter(Number.isFinite);
  if (!known.length) return null;
  return { mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    low: Math.min(...known), high: Math.max(...known), count: known.length };
}

/** @param {ByShareView} view @param {Placed} drawn @param {Point} size @param {number} larger
 * @returns {SVGElement[]} */
function axes(view, { x, y, most, left, bottom, dots }, [width, height], larger) {
  const text = (/** @type {number} */ at, /** @type {number} */ down, /** @type {string} */ words, anchor = "middle") =>
    s("text", { x: at, y: down, class: "tick-text", "text-anchor": anchor }, words);
  return [
    ...tenths(most).flatMap((tick) => [
      s("line", { class: "hair", x1: left, x2: width - ROOM.right, y1: y(tick), y2: y(tick) }),
      text(left - 8, y(tick) + 4 * larger, view.say(tick), "end")]),
    ...view.shares.map((share) => text(x(share), bottom + 18 * larger, view.say(share))),
    text((left + width - ROOM.right) / 2, height - 8, view.across),
    text(0, 14 * larger, view.up, "start"),
    ...(dots.length ? [] : [text((left + width) / 2, height / 2, view.empty)]),
  ];
}

/** Tenths from 0 to at most `most`, every second one where there are many. @param {number} most
 * @returns {number[]} */
export function tenths(most) {
  const step = most > 0.7 ? 2 : 1;
  return Array.from({ length: Math.floor(most * 10 / step) + 1 }, (_, i) => (i * step) / 10);
}

/** @param {ByShareView} view @param {Placed} drawn @returns {SVGElement[]} */
function lines({ lines: all, shares, pointed }, { x, y, dots }) {
  return all.flatMap(({ id, runs }, line) => {
    const found = runs.map(summary);
    const at = (/** @type {number} */ share) => x(shares[share]) + beside(line, all.length);
    const path = stretches(found).map((part) =>
      pathOf(part.map(([share, mean]) => /** @type {Point} */ ([at(share), y(mean)])))).join("");
    return [
      s("path", { class: `curve arm-${id}`, d: path }),
      ...found.flatMap((one, share) => (one && one.count > 1 ? [s("line", { class: `spread arm-${id}`,
        x1: at(share), x2: at(share), y1: y(one.low), y2: y(one.high) })] : [])),
      ...dots.filter((dot) => dot.line === line).map((dot) => s("circle", { cx: dot.point[0], cy: dot.point[1],
        r: same(dot, pointed) ? 6 : 4, class: `dot arm-${id}` })),
    ];
  });
}

/** @param {Dot} dot @param {Dot|null} other */
function same(dot, other) {
  return other !== null && dot.line === other.line && dot.share === other.share && dot.run === other.run;
}

/** Means of neighbouring shares, broken where one is missing.
 * @param {(ReturnType<typeof summary>)[]} found @returns {[share: number, mean: number][][]} */
export function stretches(found) {
  /** @type {[share: number, mean: number][][]} */
  const parts = [];
  found.forEach((one, share) => {
    if (!one) return;
    if (share && found[share - 1]) parts[parts.length - 1].push([share, one.mean]);
    else parts.push([[share, one.mean]]);
  });
  return parts;
}
