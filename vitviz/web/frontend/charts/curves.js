// Curves of one score against the share of patches that are hidden or shown. The random orders
// are a quiet area behind them. A line bears its number where it is farthest from the others, so
// it is known without its colour; one line is the chosen one, the others stay grey.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { s } from "../lib/svg.js";
import { marksOf, nearest, pathOf } from "./curve_marks.js";

/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {{id: string, at: number}} Found  a line and an index into its values */

const MARGIN = { top: 10, right: 12, bottom: 40, left: 48 };
const NEAR = 48; // pixels within which the pointer means a line

/** @typedef {{id: string, mark: string, title: string, values: number[]}} Line */

/**
 * @typedef {object} CurvesView
 * @property {number[]} fractions  from 0 to 1, one for each value of a line
 * @property {{low: number[], high: number[], median: number[]}|null} envelope  of the random orders
 * @property {Line[]} lines
 * @property {string} chosen  a line's id
 * @property {{id: string, at: number|null}|null} pointed
 * @property {number} from  the number at the bottom
 * @property {number} to  at the top, larger
 * @property {[value: number, text: string][]} ticks  of the height
 * @property {[share: number, text: string][]} shares  of the width
 * @property {string} across  what the width is
 * @property {string} label
 * @property {string} empty  why nothing is drawn, "" if something is
 */

export class Curves {
  /** @type {SVGElement} */ svg;
  /** @type {HTMLElement} */ empty;
  /** @type {HTMLElement} */ element;
  /** @type {CurvesView|null} */ view = null;
  width = 0; // CSS pixels, as height
  height = 0;

  /** @param {{point: (found: Found|null) => void, pick: (id: string) => void}} actions */
  constructor(actions) {
    this.svg = s("svg", { role: "img", class: "curves" });
    this.empty = h("p", { class: "curves-empty", hidden: true });
    this.element = h("div", { class: "chart" }, this.svg, this.empty);
    explore(this.element, { at: (/** @type {Pointer} */ event) => this.at(event), hover: actions.point,
      leave: () => actions.point(null), commit: (/** @type {Found} */ found) => actions.pick(found.id) });
  }

  /** @param {CurvesView} view @returns {void} */
  paint(view) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    this.view = view;
    this.width = width;
    this.height = height;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("aria-label", view.label);
    this.empty.hidden = !view.empty;
    this.empty.textContent = view.empty;
    this.svg.replaceChildren(...this.axes(view), ...this.area(view), ...this.lines(view));
  }

  /** @param {number} fraction @returns {number} CSS pixels from the left */
  x(fraction) {
    return MARGIN.left + fraction * (this.width - MARGIN.left - MARGIN.right);
  }

  /** @param {number} value @param {{from: number, to: number}} ends @returns {number} CSS pixels from the top */
  y(value, { from, to }) {
    const share = (value - from) / (to - from);
    return this.height - MARGIN.bottom - share * (this.height - MARGIN.top - MARGIN.bottom);
  }

  /** @param {number[]} values @param {CurvesView} view @returns {Point[]} */
  along(values, view) {
    return view.fractions.map((fraction, i) => [this.x(fraction), this.y(values[i], view)]);
  }

  /** @param {CurvesView} view @returns {SVGElement[]} */
  axes(view) {
    const { width, height } = this;
    const bottom = height - MARGIN.bottom;
    const rule = (/** @type {number} */ value) => s("line", { class: "hair", x1: MARGIN.left,
      x2: width - MARGIN.right, y1: this.y(value, view), y2: this.y(value, view) });
    const at = view.pointed?.at ?? null;
    return [
      ...view.ticks.flatMap(([value, text]) => [
        ...(view.empty && value !== view.from ? [] : [rule(value)]),
        s("text", { class: "tick-text", x: MARGIN.left - 8, y: this.y(value, view) + 4, "text-anchor": "end" }, text)]),
      ...view.shares.map(([share, text]) => s("text", { class: "tick-text", x: this.x(share),
        y: bottom + 16, "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, text)),
      s("text", { class: "axis-text", x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 6,
        "text-anchor": "middle" }, view.across),
      ...(at === null ? [] : [s("line", { class: "here", x1: this.x(view.fractions[at]),
        x2: this.x(view.fractions[at]), y1: MARGIN.top, y2: bottom })]),
    ];
  }

  /** The random orders. @param {CurvesView} view @returns {SVGElement[]} */
  area(view) {
    const { envelope } = view;
    if (!envelope) return [];
    const outline = [...this.along(envelope.high, view), ...this.along(envelope.low, view).reverse()];
    return [s("path", { class: "envelope", d: `${pathOf(outline)}Z` }),
      s("path", { class: "median", d: pathOf(this.along(envelope.median, view)) })];
  }

  /** The line in front is drawn last and chooses first where its number stands.
   * @param {CurvesView} view @returns {SVGElement[]} */
  lines(view) {
    const { lines, chosen, pointed } = view;
    const front = pointed?.id ?? chosen;
    const order = [...lines].sort((a, b) => Number(a.id === front) - Number(b.id === front));
    const drawn = order.map(({ id, mark, values }) => ({ id, mark, points: this.along(values, view) }));
    const marks = marksOf([...drawn].reverse());
    return drawn.flatMap(({ id, mark, points }) => {
      const kind = `curve${id === chosen ? " chosen" : ""}${id === pointed?.id ? " pointed" : ""}`;
      const [x, y] = marks.get(id) ?? points[0];
      return [s("path", { class: kind, d: pathOf(points) }),
        s("circle", { class: `mark ${kind}`, cx: x, cy: y, r: 9 }),
        s("text", { class: `mark-text ${kind}`, x, y: y + 4, "text-anchor": "middle" }, mark)];
    });
  }

  /** The line and the share under the pointer. @param {Pointer} event @returns {Found|null} */
  at({ clientX, clientY }) {
    const { view } = this;
    if (!view?.lines.length) return null;
    const box = this.svg.getBoundingClientRect();
    const [px, py] = [clientX - box.left, clientY - box.top];
    if (px < 0 || py < 0 || px > box.width || py > box.height) return null;
    const at = nearest(view.fractions, (fraction) => Math.abs(this.x(fraction) - px));
    const far = (/** @type {Line} */ { values }) => Math.abs(this.y(values[at], view) - py);
    const line = view.lines[nearest(view.lines, far)];
    return far(line) < NEAR ? { id: line.id, at } : null;
  }
}
