// Curves of both models against a strength, with the spread over seeds as an area, and under the
// axis the strengths that are multiples of something.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { s } from "../lib/svg.js";
import { nearest, pathOf } from "./curve_marks.js";

/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {{id: "vit"|"cnn", title: string, mean: number[], low: number[], high: number[]}} RangeLine
 *   NaN where nothing is yet */
/** @typedef {{id: "vit"|"cnn", sizes: number[]}} MarkRow  of each strength how long its mark is, 0 to 1 */

/**
 * @typedef {object} RangeView
 * @property {number[]} places  of the strengths along the width, from 0 to 1
 * @property {[place: number, text: string][]} texts  under the axis
 * @property {RangeLine[]} lines
 * @property {MarkRow[]} marks
 * @property {number|null} here  the place of the picture on screen
 * @property {number|null} pointed  index of a strength
 * @property {number} from  the number at the bottom
 * @property {number} to
 * @property {[value: number, text: string][]} ticks
 * @property {string} across
 * @property {string} label
 * @property {string} empty  why nothing is drawn
 */

const MARGIN = { top: 16, right: 44, left: 48 };
const FOOT = 40;
const MARK_ROW = 14; // pixels of height

export class RangeChart {
  /** @type {RangeView|null} */ view = null;
  width = 0;
  height = 0;
  svg = s("svg", { role: "img", class: "range" });
  empty = h("p", { class: "curves-empty", hidden: true });
  element = h("div", { class: "chart" }, this.svg, this.empty);

  /** @param {{point: (at: number|null) => void, pick: (at: number) => void}} actions */
  constructor({ point, pick }) {
    explore(this.element, { at: (/** @type {Pointer} */ event) => this.at(event), hover: point, commit: pick,
      leave: () => point(null) });
  }

  /** @param {RangeView} view @returns {void} */
  paint(view) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    this.view = view;
    [this.width, this.height] = [width, height];
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("aria-label", view.label);
    this.empty.hidden = !view.empty;
    this.empty.textContent = view.empty;
    this.svg.replaceChildren(...this.axes(view), ...view.marks.flatMap((row, at) => this.marked(row, at, view)),
      ...view.lines.flatMap((line) => this.line(line, view)));
  }

  get bottom() {
    return this.height - FOOT - MARK_ROW * (this.view?.marks.length ?? 0);
  }

  /** @param {number} place @returns {number} CSS pixels from the left */
  x(place) {
    return MARGIN.left + place * (this.width - MARGIN.left - MARGIN.right);
  }

  /** @param {number} value @param {RangeView} view @returns {number} CSS pixels from the top */
  y(value, { from, to }) {
    return this.bottom - ((value - from) / (to - from)) * (this.bottom - MARGIN.top);
  }

  /** @param {RangeView} view @returns {SVGElement[]} */
  axes(view) {
    const { bottom, width, height } = this;
    const upright = (/** @type {number} */ place, /** @type {string} */ kind) => s("line", { class: kind,
      x1: this.x(place), x2: this.x(place), y1: MARGIN.top, y2: bottom });
    return [
      ...view.ticks.flatMap(([value, text]) => [
        s("line", { class: "hair", x1: MARGIN.left, x2: width - MARGIN.right, y1: this.y(value, view), y2: this.y(value, view) }),
        s("text", { class: "tick-text", x: MARGIN.left - 8, y: this.y(value, view) + 4, "text-anchor": "end" }, text)]),
      ...view.texts.map(([place, text]) => s("text", { class: "tick-text", x: this.x(place),
        y: height - FOOT + 16, "text-anchor": "middle" }, text)),
      s("text", { class: "axis-text", x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 4, "text-anchor": "middle" }, view.across),
      ...(view.here === null ? [] : [upright(view.here, "shown-here")]),
      ...(view.pointed === null ? [] : [upright(view.places[view.pointed], "here")]),
    ];
  }

  /** Marks in a row below the axis. @param {MarkRow} row @param {number} at @param {RangeView} view
   * @returns {SVGElement[]} */
  marked({ id, sizes }, at, { places }) {
    const top = this.bottom + 4 + at * MARK_ROW;
    return sizes.flatMap((size, k) => (size ? [s("line", { class: `stride-mark ${id}`, x1: this.x(places[k]),
      x2: this.x(places[k]), y1: top, y2: top + (MARK_ROW - 3) * size })] : []));
  }

  /** The area between the lowest and the highest, the mean, and whose it is.
   * @param {RangeLine} line @param {RangeView} view @returns {SVGElement[]} */
  line({ id, title, mean, low, high }, view) {
    const there = mean.map((_, k) => k).filter((k) => !Number.isNaN(mean[k]));
    if (!there.length) return [];
    const along = (/** @type {number[]} */ values) =>
      there.map((k) => /** @type {Point} */ ([this.x(view.places[k]), this.y(values[k], view)]));
    const points = along(mean);
    const [endX, endY] = points[points.length - 1];
    return [s("path", { class: `spread ${id}`, d: `${pathOf([...along(high), ...along(low).reverse()])}Z` }),
      s("path", { class: `curve ${id}`, d: pathOf(points) }),
      ...points.map(([cx, cy], i) => s("circle", { class: `dot ${id}`, cx, cy, r: there[i] === view.pointed ? 4.5 : 2.5 })),
      s("text", { class: `line-title ${id}`, x: endX + 8, y: this.titleY(id, endY, view) + 4 }, title)];
  }

  /** Where a line's title stands: apart from the other's. @param {string} id @param {number} y
   * @param {RangeView} view @returns {number} */
  titleY(id, y, view) {
    const other = view.lines.find((line) => line.id !== id);
    const last = other?.mean.filter((value) => !Number.isNaN(value)).at(-1);
    if (last === undefined) return y;
    const [there, apart] = [this.y(last, view), 8];
    if (Math.abs(there - y) >= 2 * apart) return y;
    const upper = y < there || (y === there && id === "vit");
    const middle = Math.min((y + there) / 2, this.bottom - apart);
    return upper ? middle - apart : middle + apart;
  }

  /** The strength under the pointer. @param {Pointer} event @returns {number|null} */
  at({ clientX, clientY }) {
    const { view } = this;
    if (!view || view.empty || !view.places.length) return null;
    const box = this.svg.getBoundingClientRect();
    const [px, py] = [clientX - box.left, clientY - box.top];
    if (px < 0 || py < 0 || px > box.width || py > box.height) return null;
    return nearest(view.places, (place) => Math.abs(this.x(place) - px));
  }
}
