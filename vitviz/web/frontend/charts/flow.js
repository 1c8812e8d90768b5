// What each layer would predict, as bands: a row for each class, from left to right the depths, a
// band as thick as the class is probable there.

import { fill, h, named, together } from "../lib/dom.js";
import { s } from "../lib/svg.js";
import { largest } from "../math/ranking.js";
import { likeliest, ROWS, rowsOf, shortened } from "./flow_rows.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Words} Words */

const ROW = 32; // CSS pixels: a band of probability 1 fills its row
const BAND = 28;
const FOOT = 24;
const NUMBER = 18; // CSS pixels that a depth's number needs

/**
 * @typedef {object} FlowView
 * @property {Float32Array} values  probabilities, depths x classes
 * @property {number} depths
 * @property {number} classes
 * @property {string[]} labels  of the classes
 * @property {number} depth  the chosen one
 * @property {number} target  the chosen class
 * @property {string} token  its name
 * @property {string[]} names  of the depths
 * @property {number[]} numbers  of the depths, below them
 * @property {Formats} formats
 */

/** @typedef {{x: (depth: number) => number, y: (row: number) => number, width: number, step: number}} Frame
 * middles of columns and rows, the whole width and that of a column, in CSS pixels */

export class Flow {
  /** @type {Words} */ words;
  /** @type {{depth: (depth: number) => void, target: (index: number) => void}} */ actions;
  /** @type {HTMLElement} */ drawing;
  /** @type {HTMLElement} */ text;
  /** @type {HTMLElement} */ element;

  /**
   * @param {Words} words
   * @param {{depth: (depth: number) => void, target: (index: number) => void}} actions
   */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.drawing = h("div", { class: "chart flow", style: `height:${ROWS * ROW + FOOT}px` });
    this.text = h("p", { class: "text" });
    this.element = h("div", {}, this.drawing, this.text);
  }

  /** @param {FlowView} view @returns {void} */
  paint(view) {
    const { values, depths, classes, depth, formats } = view;
    const { rows, left, leftMost } = rowsOf(values, depths, classes, view.target);
    const width = this.drawing.clientWidth;
    const name = Math.min(150, width * 0.3);
    const room = width - name - 76;
    const step = room / Math.max(1, depths - 1);
    const from = name + 8 + (depths > 1 ? 0 : room / 2); // a depth by itself stands in the middle
    const frame = { x: (/** @type {number} */ d) => from + d * step,
      y: (/** @type {number} */ row) => row * ROW + ROW / 2, width, step };
    const column = s("rect", { x: frame.x(depth) - Math.min(step, 24) / 2, y: 0, rx: 4,
      width: Math.min(step, 24), height: ROWS * ROW + FOOT, class: "column" });
    const catches = Array.from({ length: depths }, (_, d) => this.column(view, d, frame));
    this.drawing.replaceChildren(s("svg", { width, height: ROWS * ROW + FOOT, role: "img",
      viewBox: `0 0 ${width} ${ROWS * ROW + FOOT}`, "aria-label": this.label(view) },
    column, ...rows.map((index, row) => this.row(view, index, row, frame)), ...catches));
    this.text.textContent = together(this.words.flow_text, left ? fill(this.words.flow_left,
      { count: left, most: formats.percent(leftMost) }) : "");
  }

  /** A class's band. @param {FlowView} view @param {number} index  the class's @param {number} row
   * @param {Frame} frame @returns {SVGElement} */
  row({ values, depths, classes, labels, target, formats }, index, row, { x, y, width, step }) {
    const half = Array.from({ length: depths }, (_, d) =>
      Math.max(0.25, (values[d * classes + index] * BAND) / 2));
    const ends = depths > 1 ? half.map((t, d) => [x(d), t])
      : [[x(0) - step / 2, half[0]], [x(0) + step / 2, half[0]]]; // a band as wide as the chart
    const up = ends.map(([at, t]) => `${at},${y(row) - t}`);
    const down = ends.map(([at, t]) => `${at},${y(row) + t}`).reverse();
    const share = formats.percent(values[(depths - 1) * classes + index]);
    const group = s("g", { class: index === target ? "row chosen" : "row", "data-class": index },
      s("rect", { x: 0, y: row * ROW, width, height: ROW, class: "catch" }),
      s("text", { x: 0, y: y(row) + 4, class: "name" }, shortened(labels[index] ?? String(index), ends[0][0])),
      s("polygon", { points: [...up, ...down].join(" "), class: "band" }),
      s("text", { x: width, y: y(row) + 4, "text-anchor": "end", class: "value" }, share));
    half.forEach((_, d) => {
      if (values[d * classes + index] === largest(values, d * classes, (d + 1) * classes)) {
        group.append(s("circle", { cx: x(d), cy: y(row), r: 3, class: "first" }));
      }
    });
    group.addEventListener("click", () => this.actions.target(index));
    return group;
  }

  /** A depth's name, and what is said of it when pointed at. @param {FlowView} view
   * @param {number} d @param {Frame} frame @returns {SVGElement} */
  column(view, d, { x, step }) {
    const { names, numbers, depth } = view;
    const side = Math.max(16, Math.min(step, 48));
    const named = d === depth || ((step >= NUMBER || d % 2 === 0) && Math.abs(d - depth) * step >= NUMBER);
    const group = s("g", { class: "depth", "data-depth": d, "data-tip": `${names[d]}: ${this.five(view, d)}` },
      s("rect", { x: x(d) - side / 2, y: ROWS * ROW, width: side, height: FOOT, class: "catch" }),
      s("text", { x: x(d), y: ROWS * ROW + 16, "text-anchor": "middle",
        class: d === depth ? "axis chosen" : "axis" }, named ? String(numbers[d]) : ""));
    group.addEventListener("click", () => this.actions.depth(d));
    return group;
  }

  /** The likeliest at a depth, in words. @param {FlowView} view @param {number} d @returns {string} */
  five({ values, classes, labels, formats }, d) {
    return likeliest(values, d, classes)
      .map((c) => `${labels[c]} ${formats.percent(values[d * classes + c])}`).join(", ");
  }

  /** The chart in a sentence: the first depth, the middle and the last two. @param {FlowView} view
   * @returns {string} */
  label(view) {
    const last = view.depths - 1;
    const told = [...new Set([0, Math.floor(last / 2), last - 1, last])];
    return [view.token, ...told.map((d) => named(view.names[d], this.five(view, d)))].join(". ");
  }
}
