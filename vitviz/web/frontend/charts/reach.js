// How far every head looks, by layer: a dot a head, as figure 7 of Dosovitskiy et al. 2021, beside
// the reach of even attention, and a dash where the head's mean over many photos is known.

import { fill, h, term } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { s } from "../lib/svg.js";
import { largest } from "../math/ranking.js";
import { floats } from "../math/slices.js";
import { largerBy } from "../paint/canvas.js";
import { ticks } from "./ticks.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Words} Words */

const BESIDE = 6; // CSS pixels from a dot's middle to its dash
const NEAR = 24; // CSS pixels from the pointer within which a dot is found
const ROOM = { left: 40, right: 8, top: 24, bottom: 24 }; // around the dots, of type as on a laptop

/**
 * @typedef {object} Reaches  in pixels of the model's picture
 * @property {number[]} layers  of the model, those in which patches look at patches
 * @property {Float32Array} values  layers x heads, not a number where a layer has fewer heads
 * @property {number} heads  of the layer that has most
 * @property {number[]} even  of attention that is spread evenly over what a layer sees
 * @property {number} width  of the model's picture
 * @property {Usual|null} usual  of many photos, null where nothing is known of this model
 */

/** @typedef {{mean: Float32Array, deviation: Float32Array, photos: number, bundled: number}} Usual  as
 * `values`; `photos` of them, of which some are bundled */
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
  /** @type {Map<string, SVGElement>} */ dashes = new Map();
  /** @type {SVGElement|null} */ marked = null;
  legend = h("p", { class: "text key", hidden: true });
  text = h("p", { class: "text here" });

  /** @param {Words} words @param {import("../maps/types.js").MapActions<string>} actions  what is found is a head */
  constructor(words, actions) {
    this.words = words;
    this.drawing = h("div", { class: "dots" });
    // A picture of it has the title above it already.
    this.element = h("div", { class: "reaches" }, h("h3", { "data-figure": "no" }, term(words.reach_title, words.reach_title_tip)),
      this.drawing, this.legend, this.text);
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
    const { words } = this;
    const { dots, dashes, evens, y, most, lines, said } = placed(found, size, larger);
    const [width, height] = size;
    this.dots = dots;
    this.dashes = new Map(dashes.map(({ name, x, y: at, length }) =>
      [name, s("line", { class: "usual", x1: x, x2: x + length, y1: at, y2: at })]));
    this.explain(found.usual, formats);
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
    ...evens.map(([value, x1, x2]) => s("line", { class: "even", x1, x2, y1: y(value), y2: y(value) })),
    label(right, said, fill(words[evens.length > 1 ? "reach_even_each" : "reach_even"],
      { pixels: formats.whole(found.even[0]) }), "end"),
    ...lines.map(([x, layer]) => label(x, height - 6, String(layer + 1))), ...this.dashes.values(), ...this.circles.values()));
    this.marked = null;
  }

  /** Which mark is what, where there are two kinds. @param {Usual|null} usual @param {Formats} formats
   * @returns {void} */
  explain(usual, { whole }) {
    const { words } = this;
    this.legend.hidden = !usual;
    if (!usual) return;
    const { photos, bundled } = usual;
    const swatch = (/** @type {string} */ kind) => h("i", { class: `swatch ${kind}`, "data-swatch": "" });
    this.legend.replaceChildren(h("span", {}, swatch("dot"), words.reach_photo),
      h("span", {}, swatch("dash"), term(fill(words.reach_usual, { count: whole(photos) }),
        fill(words.reach_usual_tip, { others: whole(photos - bundled), bundled: whole(bundled) }))));
  }

  /** Rings the head that is shown and says its number. @param {string} head @param {Reaches|null} found
   * @param {Formats} formats @returns {void} */
  mark(head, found, { whole, percent }) {
    const circle = this.circles.get(head) ?? null;
    if (circle !== this.marked) {
      this.marked?.setAttribute("class", "dot");
      circle?.setAttribute("class", "dot chosen");
      for (const [name, dash] of this.dashes) dash.setAttribute("class", name === head ? "usual chosen" : "usual");
      if (circle) circle.parentNode?.append(circle); // above its neighbours
    }
    this.marked = circle;
    const dot = this.dots.find(({ name }) => name === head);
    if (!found || !dot) {
      this.text.textContent = found ? this.words.reach_text : "";
      return;
    }
    const [, at] = head.split(".").map(Number);
    const here = { layer: dot.layer + 1, head: at + 1, pixels: whole(dot.value), share: percent(dot.value / found.width) };
    const { usual, layers, heads } = found;
    const place = layers.indexOf(dot.layer) * heads + at;
    this.text.textContent = usual ? fill(this.words.reach_here_usual, { ...here, count: whole(usual.photos),
      mean: whole(usual.mean[place]), deviation: whole(usual.deviation[place]) }) : fill(this.words.reach_here, here);
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

/** What the chart shows of an answer. @param {import("../lib/types.js").Bundle} bundle @returns {Reaches} */
export function reachesOf({ header, arrays }) {
  const { reach, mean_reach: mean, mean_reach_deviation: deviation } = arrays;
  const over = header.mean_over;
  return { layers: header.layers, values: floats(reach), heads: reach.shape[1], even: header.even_reach,
    width: header.width, usual: over && { mean: floats(mean), deviation: floats(deviation), photos: over.photos,
      bundled: over.bundled } };
}

/**
 * Where the dots lie, in CSS pixels: layers from left to right, pixels of the model upward from 0.
 * @param {Reaches} found @param {Point} size @param {number} [larger]  how much larger the type is
 * @returns {{dots: Dot[], evens: [value: number, from: number, to: number][], dashes: {name: string, x: number, y: number, length: number}[],
 *   y: (value: number) => number, most: number, said: number, lines: [x: number, layer: number][]}}  a dash begins
 *   right of its dot; `said` is where the words for the even line stand
 */
export function placed({ layers, values, heads, even, usual }, [width, height], larger = 1) {
  const most = 1.05 * Math.max(largest(even), largest(values), usual ? largest(usual.mean) : 0);
  const [left, bottom] = [ROOM.left * larger, ROOM.bottom * larger];
  const each = (width - left - ROOM.right) / layers.length;
  const y = (/** @type {number} */ value) => height - bottom - (value / most) * (height - bottom - ROOM.top * larger);
  const x = (/** @type {number} */ i) => left + (i + 0.5) * each;
  const dotsOf = (/** @type {Float32Array} */ numbers) => layers.flatMap((layer, i) => Array.from({ length: heads }, (_, head) => {
    const value = numbers[i * heads + head];
    return { name: `${layer}.${head}`, layer, value, point: /** @type {Point} */ ([x(i), y(value)]) };
  })).filter(({ value }) => Number.isFinite(value));
  // One line where all layers see as much, as they do without windows, else one for each.
  const alike = even.every((value) => Math.abs(value - even[0]) < 0.5);
  /** @type {[number, number, number][]} */
  const evens = alike ? [[even[0], left, width - ROOM.right]]
    : even.map((value, i) => [value, x(i) - each / 2 + 2, x(i) + each / 2 - 2]);
  const length = Math.max(3, Math.min(8, each / 2 - BESIDE));
  const dashes = usual ? dotsOf(usual.mean).map(({ name, point: [at, top] }) => ({ name, x: at + BESIDE, y: top, length })) : [];
  // What the line means stands on it, and above all that is drawn.
  const dots = dotsOf(values);
  const highest = Math.min(...dots.map(({ point }) => point[1]), ...dashes.map(({ y: at }) => at));
  const said = Math.min(y(largest(even)) - 8, highest - 9);
  return { dots, dashes, evens, y, most, said, lines: layers.map((layer, i) => [x(i), layer]) };
}

/** @param {Dot[]} dots @param {Point} point @returns {Dot|null} */
export function nearestDot(dots, [x, y]) {
  const far = (/** @type {Dot} */ { point }) => Math.hypot(point[0] - x, point[1] - y);
  const best = dots.reduce((/** @type {Dot|null} */ found, dot) => (found && far(found) <= far(dot) ? found : dot), null);
  return best && far(best) < NEAR ? best : null;
}
