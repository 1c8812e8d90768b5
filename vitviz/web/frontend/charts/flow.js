// What each layer would predict, as bands: a row for each class, from left to right the depths, a
// band as thick as the class is probable there.

import { fill, h } from "../lib/dom.js";
import { s } from "../lib/svg.js";

const ROW = 32; // CSS pixels: a band of probability 1 fills its row
const BAND = 28;
const FOOT = 24;
const ROWS = 12;
const FIVE = 5;
const NUMBER = 18; // CSS pixels that a depth's number needs

/** The classes of the five most probable at any depth, the last depth's first, then by their peak;
 * the last row is `target`'s if it has no other. */
export function rowsOf(values, depths, classes, target) {
  const best = (depth) => Array.from({ length: classes }, (_, c) => c)
    .sort((a, b) => values[depth * classes + b] - values[depth * classes + a]).slice(0, FIVE);
  const last = best(depths - 1);
  const peak = (c) => Math.max(...Array.from({ length: depths }, (_, d) => values[d * classes + c]));
  const ever = new Set(Array.from({ length: depths }, (_, depth) => best(depth)).flat());
  const others = [...ever].filter((c) => !last.includes(c)).sort((a, b) => peak(b) - peak(a));
  const first = [...last, ...others].slice(0, ROWS);
  const rows = first.includes(target) ? first : [...first.slice(0, ROWS - 1), target];
  const left = others.filter((c) => !rows.includes(c));
  return { rows, left: left.length,
    leftMost: left.length ? peak(left[0]) : 0 };
}

export class Flow {
  /** @param {{depth: (depth: number) => void, target: (index: number) => void}} actions */
  constructor(words, actions) {
    Object.assign(this, { words, actions });
    this.drawing = h("div", { class: "chart flow", style: `height:${ROWS * ROW + FOOT}px` });
    this.said = h("p", { class: "said" });
    this.element = h("div", {}, this.drawing, this.said);
  }

  /** @param {{values: Float32Array, depths: number, classes: number, labels: string[], depth: number,
   *   target: number, token: string, names: string[], formats: object}} view  depths x classes */
  paint(view) {
    const { values, depths, classes, depth, formats } = view;
    const { rows, left, leftMost } = rowsOf(values, depths, classes, view.target);
    const width = this.drawing.clientWidth;
    const name = Math.min(150, width * 0.3);
    const step = (width - name - 76) / (depths - 1);
    const place = { x: (d) => name + 8 + d * step, y: (row) => row * ROW + ROW / 2, width, step };
    const parts = [s("rect", { x: place.x(depth) - Math.min(step, 24) / 2, y: 0, rx: 4,
      width: Math.min(step, 24), height: ROWS * ROW + FOOT, class: "column" })];
    rows.forEach((index, row) => parts.push(this.row(view, index, row, place)));
    const catches = Array.from({ length: depths }, (_, d) => this.column(view, d, place));
    this.drawing.replaceChildren(s("svg", { width, height: ROWS * ROW + FOOT, role: "img",
      viewBox: `0 0 ${width} ${ROWS * ROW + FOOT}`, "aria-label": this.label(view) }, ...parts, ...catches));
    this.said.textContent = [this.words.flow_said, left ? fill(this.words.flow_left,
      { count: left, most: formats.percent(leftMost) }) : ""].join(" ");
  }

  row({ values, depths, classes, labels, target, formats }, index, row, { x, y, width }) {
    const half = Array.from({ length: depths }, (_, d) =>
      Math.max(0.25, (values[d * classes + index] * BAND) / 2));
    const up = half.map((t, d) => `${x(d)},${y(row) - t}`);
    const down = half.map((t, d) => `${x(d)},${y(row) + t}`).reverse();
    const kind = index === target ? "row chosen" : "row";
    const said = formats.percent(values[(depths - 1) * classes + index]);
    const group = s("g", { class: kind, "data-class": index },
      s("rect", { x: 0, y: row * ROW, width, height: ROW, class: "catch" }),
      s("text", { x: 0, y: y(row) + 4, class: "name" }, shortened(labels[index] ?? String(index), x(0))),
      s("polygon", { points: [...up, ...down].join(" "), class: "band" }),
      s("text", { x: width, y: y(row) + 4, "text-anchor": "end", class: "value" }, said));
    half.forEach((_, d) => {
      const best = values.subarray(d * classes, (d + 1) * classes).reduce((a, b) => Math.max(a, b), 0);
      if (values[d * classes + index] === best) {
        group.append(s("circle", { cx: x(d), cy: y(row), r: 3, class: "first" }));
      }
    });
    group.addEventListener("click", () => this.actions.target(index));
    return group;
  }

  /** A depth's name, and what is said of it when pointed at. */
  column(view, d, { x, step }) {
    const { names, depth } = view;
    const side = Math.max(16, Math.min(step, 48));
    const said = d === depth || (step >= NUMBER || d % 2 === 0) && Math.abs(d - depth) * step >= NUMBER;
    const group = s("g", { class: "depth", "data-depth": d, "data-tip": `${names[d]}: ${this.five(view, d)}` },
      s("rect", { x: x(d) - side / 2, y: ROWS * ROW, width: side, height: FOOT, class: "catch" }),
      s("text", { x: x(d), y: ROWS * ROW + 16, "text-anchor": "middle",
        class: d === depth ? "axis chosen" : "axis" }, said ? String(d) : ""));
    group.addEventListener("click", () => this.actions.depth(d));
    return group;
  }

  five({ values, classes, labels, formats }, d) {
    return Array.from({ length: classes }, (_, c) => c)
      .sort((a, b) => values[d * classes + b] - values[d * classes + a]).slice(0, FIVE)
      .map((c) => `${labels[c]} ${formats.percent(values[d * classes + c])}`).join(", ");
  }

  label(view) {
    const last = view.depths - 1;
    const told = [...new Set([0, Math.floor(last / 2), last - 1, last])];
    return [view.token, ...told.map((d) => `${view.names[d]}: ${this.five(view, d)}`)].join(". ");
  }
}

/** A label that fits, by a rough width of its letters. */
function shortened(label, room) {
  const wide = /[\u3000-\uffff]/.test(label) ? 14 : 7.2;
  const count = Math.max(3, Math.floor(room / wide));
  return label.length > count ? `${label.slice(0, count - 1)}…` : label;
}
