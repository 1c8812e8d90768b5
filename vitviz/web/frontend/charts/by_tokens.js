// A cost against the number of tokens: a dot a measurement, a line for the parabola fitted to them,
// and a dashed one for what of it grows with the square.

import { explore } from "../lib/gestures.js";
import { s } from "../lib/svg.js";
import { largerBy } from "../paint/canvas.js";
import { nearest, pathOf } from "./curve_marks.js";
import { ticks } from "./ticks.js";

/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {{id: string, values: number[], fit: number[]|null}} CostLine  NaN for what is not measured yet;
 *   the fit is constant, linear and quadratic term */

/**
 * @typedef {object} ByTokensView
 * @property {number[]} tokens  rising
 * @property {CostLine[]} lines
 * @property {number|null} pointed  index of a number of tokens
 * @property {{at: number, text: string}|null} [marked]  index of the number of tokens on screen, and what it is called
 * @property {string} across
 * @property {string} up
 * @property {string} label
 * @property {string} empty  what is said where nothing is drawn
 * @property {string} larger
 * @property {(value: number) => string} say
 * @property {(tokens: number) => string} count
 */

const ROOM = { left: 64, right: 20, top: 32, bottom: 48 }; // around the dots, of type as on a laptop
const STEPS = 40; // of a parabola

export class ByTokens {
  /** @type {HTMLElement} */ element;
  /** @type {number[]} */ places = []; // of the numbers of tokens, as they were drawn last

  /** @param {HTMLElement} element  which is filled
   * @param {(at: number|null) => void} point */
  constructor(element, point) {
    this.element = element;
    explore(element, { at: (/** @type {Pointer} */ event) => this.at(event), hover: point, commit: point,
      leave: () => point(null) });
  }

  /** The number of tokens nearest to a pointer. @param {Pointer} event @returns {number|null} */
  at({ clientX }) {
    if (!this.places.length) return null;
    const x = clientX - this.element.getBoundingClientRect().left;
    return nearest(this.places, (place) => Math.abs(place - x));
  }

  /** @param {ByTokensView} view @returns {void} */
  paint(view) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    const larger = largerBy(view.larger);
    const drawn = placed(view, [width, height], larger);
    this.places = view.tokens.map(drawn.x);
    this.element.replaceChildren(s("svg", { class: "by-tokens", role: "img", "aria-label": view.label,
      width, height, viewBox: `0 0 ${width} ${height}` },
    ...axes(view, drawn, [width, height], larger), ...view.lines.flatMap((line) => lineOf(line, view, drawn))));
  }
}

/**
 * Where tokens and values lie, in CSS pixels; both axes begin at 0, for a straight line through it
 * is what twice as much for twice as many looks like.
 * @param {{tokens: number[], lines: CostLine[]}} view @param {Point} size @param {number} [larger]
 */
export function placed({ tokens, lines }, [width, height], larger = 1) {
  const [left, bottom] = [ROOM.left * larger, height - ROOM.bottom * larger];
  const known = lines.flatMap(({ values }) => values).filter(Number.isFinite);
  const most = 1.05 * (Math.max(0, ...known) || 1);
  const last = tokens.at(-1) ?? 1;
  return { most, left, bottom, known: known.length > 0,
    x: (/** @type {number} */ count) => left + (count / last) * (width - left - ROOM.right),
    y: (/** @type {number} */ value) => bottom - (value / most) * (bottom - ROOM.top) };
}

/** @typedef {ReturnType<typeof placed>} Placed */

/** @param {ByTokensView} view @param {Placed} drawn @param {Point} size @param {number} larger
 * @returns {SVGElement[]} */
function axes(view, { x, y, most, left, bottom, known }, [width, height], larger) {
  const text = (/** @type {number} */ at, /** @type {number} */ down, /** @type {string} */ words, anchor = "middle") =>
    s("text", { x: at, y: down, class: "tick-text", "text-anchor": anchor }, words);
  const { pointed, tokens } = view;
  return [
    ...(known ? ticks(most) : [0]).flatMap((tick) => [
      s("line", { class: "hair", x1: left, x2: width - ROOM.right, y1: y(tick), y2: y(tick) }),
      text(left - 8, y(tick) + 4 * larger, view.say(tick), "end")]),
    ...(tokens.length ? ticks(tokens[tokens.length - 1]) : [0]).map((count) => text(x(count), bottom + 18 * larger, view.count(count))),
    text((left + width - ROOM.right) / 2, height - 8, view.across),
    text(0, 14 * larger, view.up, "start"),
    ...(view.marked ? mark(view.marked, tokens, { x, left, bottom }, width, larger) : []),
    ...(pointed === null ? [] : [s("line", { class: "here", x1: x(tokens[pointed]), x2: x(tokens[pointed]), y1: ROOM.top, y2: bottom })]),
    ...(known ? [] : [text((left + width) / 2, height / 2, view.empty)]),
  ];
}

/** A line down to a number of tokens, with its name on the side where there is more room.
 * @param {{at: number, text: string}} marked @param {number[]} tokens
 * @param {{x: (count: number) => number, left: number, bottom: number}} drawn @param {number} width @param {number} larger */
export function mark({ at, text }, tokens, { x, left, bottom }, width, larger) {
  const [place, top] = [x(tokens[at]), ROOM.top];
  const right = place < (left + width) / 2;
  return [s("line", { class: "marked", x1: place, x2: place, y1: top, y2: bottom }),
    s("text", { class: "marked-text", x: place + (right ? 6 : -6), y: top + 10 * larger,
      "text-anchor": right ? "start" : "end" }, text)];
}

/** @param {CostLine} line @param {ByTokensView} view @param {Placed} drawn @returns {SVGElement[]} */
function lineOf({ id, values, fit }, { tokens, pointed, marked }, { x, y }) {
  const last = tokens.at(-1) ?? 1;
  const path = (/** @type {string} */ kind, /** @type {number[]} */ [constant, linear, quadratic]) =>
    s("path", { class: `curve ${kind} way-${id}`, d: pathOf(Array.from({ length: STEPS + 1 }, (_, i) => {
      const count = (last * i) / STEPS;
      return /** @type {Point} */ ([x(count), y(constant + linear * count + quadratic * count ** 2)]);
    })) });
  return [...(fit ? [path("fitted", fit)] : []), ...(fit && fit[2] ? [path("square", [0, 0, fit[2]])] : []),
    ...values.flatMap((value, at) => (Number.isFinite(value) ? [s("circle", { cx: x(tokens[at]), cy: y(value),
      r: at === pointed || at === marked?.at ? 6 : 4, class: `dot way-${id}` })] : []))];
}
