// How far every head looks, by layer: a dot a head, as figure 7 of Dosovitskiy et al. 2021, beside
// the reach of even attention.

import { fill, h, term } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { s } from "../lib/svg.js";
import { largest } from "../math/ranking.js";
import { largerBy } from "../paint/canvas.js";
import { ticks } from "./ticks.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Words} Words */

const NEAR = 24; // CSS pixels from the pointer within which a dot is found
const ROOM = { left: 40, right: 8, top: 24, bottom: 24 }; // around the dots, of type as on a laptop

/**
 * @typedef {object} Reaches  in pixels of the model's picture
 * @property {number[]} layers  of the model, those in which patches look at patches
 * @property {Float32Array} values  layers x heads, not a number where a layer has fewer heads
 * @property {number} heads  of the layer that has most
 * @property {number} even  of attention that is spread evenly
 * @property {number} width  of the model's picture
 */

/** @typedef {{name: string, layer: number, value: number, point: Point}} Dot  `name` is "11.3" */
/** @typedef {{found: Reaches|null, head: string, larger: string, formats: Formats}} ReachView */

export class ReachChart {
  /** @type {Words} */ words;
  /** @type {HTMLElement} */ drawing;
  /** @type {HTMLElement} */ element;
  /** @type {Dot[]} */ dots = []; // as they were drawn last
  /** @type {Reaches|null} */ found = null; // what is drawn
  key = ""; // and how
  /** @type {Map<string, SVGElement>} */ circles = new Map();
  /** @type {SVGElement|null} */ marked = null;
  text = h("p", { class: "text here" });

  /** @param {Words} words @param {import("../maps/types.js").MapActions<string>} actions  what is found is a head */
  constructor(words, actions) {
    this.words = words;
    this.drawing = h("div", { class: "dots" });
    this.element = h("div", { class: "reaches" }, h("h3", {}, term(words.reach_title, words.reach_title_tip)),
      this.drawing, this.text);
    explore(this.drawing, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
  }

  /** The head whose dot is nearest to a pointer. @param {Pointer} event @returns {string|null} */
  at({ clientX, clientY }) {
    const frame = this.drawing.getBoundingClientRect();
    return nearestDot(this.dots, [clientX - frame.left, clientY - frame.top])?.name ?? null;
  }

  /** @param {ReachView} view @returns {void} */
  paint({ found, head, larger, formats }) {
    const { clientWidth: width, clientHeight: height } = this.drawing;
    if (!width || !height) return;
    const key = [width, height, larger].join();
    if (!found) this.drawing.replaceChildren();
    else if (key !== this.key || found !== this.found) this.draw(found, [width, height], largerBy(larger), formats);
    this.key = key;
    this.found = found;
    this.mark(head, found, formats);
  }

  /** @param {Reaches} found @param {Point} size @param {number} larger @param {Formats} formats
   * @returns {void} */
  draw(found, size, larger, formats) {
    const { dots, y, most, lines } = placed(found, size, larger);
    const [width, height] = size;
    this.dots = dots;
    this.circles = new Map(dots.map(({ name, point: [cx, cy] }) => [name, s("circle", { cx, cy, r: 4, class: "dot" })]));
    const [left, right] = [ROOM.left * larger, width - ROOM.right];
    const rule = (/** @type {number} */ value, /** @type {string} */ kind) =>
      s("line", { class: kind, x1: left, x2: right, y1: y(value), y2: y(value) });
    const label = (/** @type {number} */ x, /** @type {number} */ at, /** @type {string} */ text, anchor = "middle") =>
      s("text", { x, y: at, "text-anchor": anchor }, text);
    this.drawing.replaceChildren(s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
      "aria-label": this.summary(found, formats) },
    ...ticks(most).flatMap((tick) => [rule(tick, "hair"),
      label(left - 6, y(tick) + 4 * larger, formats.whole(tick), "end")]),
    rule(found.even, "even"),
    label(right, y(found.even) - 8, fill(this.words.reach_even, { pixels: formats.whole(found.even) }), "end"),
    ...lines.map(([x, layer]) => label(x, height - 6, String(layer + 1))), ...this.circles.values()));
    this.marked = null;
  }

  /** Rings the head that is shown and says its number. @param {string} head @param {Reaches|null} found
   * @param {Formats} formats @returns {void} */
  mark(head, found, { whole, percent }) {
    const circle = this.circles.get(head) ?? null;
    if (circle !== this.marked) {
      this.marked?.setAttribute("class", "dot");
      circle?.setAttribute("class", "dot chosen");
      if (circle) circle.parentNode?.append(circle); // above its neighbours
    }
    this.marked = circle;
    const dot = this.dots.find(({ name }) => name === head);
    if (!found || !dot) {
      this.text.textContent = found ? this.words.reach_text : "";
      return;
    }
    this.text.textContent = fill(this.words.reach_here, { layer: dot.layer + 1, head: Number(head.split(".")[1]) + 1,
      pixels: whole(dot.value), share: percent(dot.value / found.width) });
  }

  /** The chart in a sentence. @param {Reaches} found @param {Formats} formats @returns {string} */
  summary({ layers, values, heads }, { whole }) {
    const each = layers.map((layer, i) => {
      const own = [...values.subarray(i * heads, (i + 1) * heads)].filter(Number.isFinite);
      return `${layer + 1}: ${whole(Math.min(...own))}–${whole(Math.max(...own))}`;
    });
    return fill(this.words.reach_summary, { layers: each.join("; ") });
  }
}

/**
 * Where the dots lie, in CSS pixels: layers from left to right, pixels of the model upward from 0.
 * @param {Reaches} found @param {Point} size @param {number} [larger]  how much larger the type is
 * @returns {{dots: Dot[], y: (value: number) => number, most: number, lines: [x: number, layer: number][]}}
 */
export function placed({ layers, values, heads, even }, [width, height], larger = 1) {
  const most = 1.05 * Math.max(even, largest(values));
  const [left, bottom] = [ROOM.left * larger, ROOM.bottom * larger];
  const each = (width - left - ROOM.right) / layers.length;
  const y = (/** @type {number} */ value) => height - bottom - (value / most) * (height - bottom - ROOM.top * larger);
  const x = (/** @type {number} */ i) => left + (i + 0.5) * each;
  const dots = layers.flatMap((layer, i) => Array.from({ length: heads }, (_, head) => {
    const value = values[i * heads + head];
    return { name: `${layer}.${head}`, layer, value, point: /** @type {Point} */ ([x(i), y(value)]) };
  })).filter(({ value }) => Number.isFinite(value));
  return { dots, y, most, lines: layers.map((layer, i) => [x(i), layer]) };
}

/** @param {Dot[]} dots @param {Point} point @returns {Dot|null} */
export function nearestDot(dots, [x, y]) {
  const far = (/** @type {Dot} */ { point }) => Math.hypot(point[0] - x, point[1] - y);
  const best = dots.reduce((/** @type {Dot|null} */ found, dot) => (found && far(found) <= far(dot) ? found : dot), null);
  return best && far(best) < NEAR ? best : null;
}
