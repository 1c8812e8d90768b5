// Curves of one score against the share of patches that are hidden or shown. The random orders
// are a quiet area behind them. A line bears its number where it is farthest from the others, so
// it is known without its colour; one line is the chosen one, the others stay grey.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { s } from "../lib/svg.js";

const MARGIN = { top: 10, right: 12, bottom: 40, left: 48 };
const NEAR = 48; // pixels within which the pointer means a line
const APART = 20; // pixels that two numbers keep from each other

/**
 * @typedef {{id: string, mark: string, title: string, values: number[]}} Line
 * @typedef {{fractions: number[], band: ?{low: number[], high: number[], median: number[]},
 *   lines: Line[], chosen: string, pointed: ?{id: string, at: ?number}, from: number, to: number,
 *   ticks: [number, string][], shares: [number, string][], across: string, up: string,
 *   label: string, empty: string}} Drawn
 */
export class Curves {
  /** @param {{point: (found: ?{id: string, at: number}) => void, pick: (id: string) => void}} actions */
  constructor(actions) {
    this.svg = s("svg", { role: "img", class: "curves" });
    this.empty = h("p", { class: "curves-empty", hidden: true });
    this.element = h("div", { class: "chart" }, this.svg, this.empty);
    explore(this.element, { at: (event) => this.at(event), hover: actions.point,
      leave: () => actions.point(null), commit: (found) => actions.pick(found.id) });
  }

  /** @param {Drawn} drawn */
  paint(drawn) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    Object.assign(this, { drawn, width, height });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("aria-label", drawn.label);
    this.empty.hidden = !drawn.empty;
    this.empty.textContent = drawn.empty;
    this.svg.replaceChildren(...this.axes(), ...this.area(), ...this.drawLines());
  }

  x(fraction) {
    return MARGIN.left + fraction * (this.width - MARGIN.left - MARGIN.right);
  }

  y(value) {
    const { from, to } = this.drawn;
    const share = (value - from) / (to - from);
    return this.height - MARGIN.bottom - share * (this.height - MARGIN.top - MARGIN.bottom);
  }

  axes() {
    const { drawn, width, height } = this;
    const bottom = height - MARGIN.bottom;
    return [
      ...drawn.ticks.flatMap(([value, text]) => [
        drawn.empty && value !== drawn.from ? null : s("line", { class: "hair", x1: MARGIN.left, x2: width - MARGIN.right, y1: this.y(value), y2: this.y(value) }),
        s("text", { class: "tick-text", x: MARGIN.left - 8, y: this.y(value) + 4, "text-anchor": "end" }, text)]),
      ...drawn.shares.map(([share, text]) => s("text", { class: "tick-text", x: this.x(share),
        y: bottom + 16, "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, text)),
      s("text", { class: "axis-text", x: (MARGIN.left + width - MARGIN.right) / 2, y: height - 6,
        "text-anchor": "middle" }, drawn.across),
      Number.isInteger(drawn.pointed?.at) && s("line", { class: "here", x1: this.x(drawn.fractions[drawn.pointed.at]),
        x2: this.x(drawn.fractions[drawn.pointed.at]), y1: MARGIN.top, y2: bottom }),
    ].filter(Boolean);
  }

  area() {
    const { band, fractions } = this.drawn;
    if (!band) return [];
    const along = (values) => fractions.map((fraction, i) => [this.x(fraction), this.y(values[i])]);
    return [s("path", { class: "band", d: `${path([...along(band.high), ...along(band.low).reverse()])}Z` }),
      s("path", { class: "median", d: path(along(band.median)) })];
  }

  drawLines() {
    const { lines, chosen, pointed, fractions } = this.drawn;
    const front = pointed?.id ?? chosen;
    const order = [...lines].sort((a, b) => (a.id === front) - (b.id === front));
    const taken = [];
    const marks = new Map([...order].reverse().map((line) => [line.id, this.markAt(line, taken)]));
    return order.flatMap((line) => {
      const kind = `curve${line.id === chosen ? " chosen" : ""}${line.id === pointed?.id ? " pointed" : ""}`;
      const points = fractions.map((fraction, i) => [this.x(fraction), this.y(line.values[i])]);
      const [x, y] = marks.get(line.id);
      return [s("path", { class: kind, d: path(points) }),
        s("circle", { class: `mark ${kind}`, cx: x, cy: y, r: 9 }),
        s("text", { class: `mark-text ${kind}`, x, y: y + 4, "text-anchor": "middle" }, line.mark)];
    });
  }

  /** The inner point of a line that is farthest from the other lines and from numbers in place. */
  markAt(line, taken) {
    const { lines, fractions } = this.drawn;
    let best = null, most = -Infinity;
    for (let i = 1; i < fractions.length - 1; i++) {
      const [x, y] = [this.x(fractions[i]), this.y(line.values[i])];
      const others = lines.filter(({ id }) => id !== line.id).map(({ values }) => Math.abs(this.y(values[i]) - y));
      const crowd = Math.min(Infinity, ...taken.map(([tx, ty]) => Math.hypot(tx - x, ty - y)));
      const middle = Math.abs(2 * i - fractions.length + 1) / fractions.length; // rather not at an end
      const room = Math.min(40, ...others) - 4 * middle + (crowd < APART ? 5 * (crowd - APART) : 0);
      if (room > most) [best, most] = [[x, y], room];
    }
    taken.push(best);
    return best;
  }

  /** The line and the share under the pointer. */
  at({ clientX, clientY }) {
    const { drawn } = this;
    if (!drawn?.lines.length) return null;
    const box = this.svg.getBoundingClientRect();
    const [px, py] = [clientX - box.left, clientY - box.top];
    if (px < 0 || py < 0 || px > box.width || py > box.height) return null;
    const nearest = (list, far) => list.reduce((found, item, i) =>
      (far(item) < far(list[found]) ? i : found), 0);
    const at = nearest(drawn.fractions, (fraction) => Math.abs(this.x(fraction) - px));
    const line = drawn.lines[nearest(drawn.lines, ({ values }) => Math.abs(this.y(values[at]) - py))];
    return Math.abs(this.y(line.values[at]) - py) < NEAR ? { id: line.id, at } : null;
  }
}

/** Even numbers that span `values`: {from, to, steps}. */
export function span(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = (high - low || 1) / 4;
  const ten = 10 ** Math.floor(Math.log10(size));
  const step = [1, 2, 5, 10].map((each) => each * ten).find((each) => each >= size);
  const [from, to] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const count = Math.round((to - from) / step) || 1;
  return { from, to: from + count * step, steps: Array.from({ length: count + 1 }, (_, i) => from + i * step) };
}

function path(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
