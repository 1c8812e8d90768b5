// What each layer adds to one token: a bar for attention and one for the MLP, or one for a block.

import { fill, h, term } from "../lib/dom.js";
import { raised } from "../lib/formats.js";
import { s } from "../lib/svg.js";
import { ticks, unitOf } from "./ticks.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Words} Words */

const HEIGHT = 184;
const [LEFT, TOP, BOTTOM] = [34, 16, 22]; // CSS pixels for the numbers around the bars
const ROOM = 50; // that a layer needs for a number above each bar
const PARTS = ["attention", "mlp"];

/** @typedef {Record<string, number>} Layer  by part, and what is usual as `${part}Usual`; NaN where
 *   nothing can be compared */

/**
 * @typedef {object} AddedView
 * @property {Layer[]} layers  norms of what is added, and what is usual among the patches
 * @property {number} most  the largest of any token's
 * @property {string} token  its name
 * @property {Formats} formats
 */

/** @typedef {{each: number, unit: number, digits: number, y: (value: number) => number}} Scale  a layer's
 * width; the power of ten of the numbers, and their decimals; CSS pixels from the top */

export class Added {
  /** @type {Words} */ words;
  /** @type {HTMLElement} */ drawing;
  /** @type {HTMLElement} */ element;

  /** @param {Words} words @param {string[]} parts  of a layer, a bar each */
  constructor(words, parts = PARTS) {
    this.words = words;
    this.parts = parts;
    this.drawing = h("div", { class: "chart", style: `height:${HEIGHT}px` });
    const swatch = (/** @type {string} */ name) => h("i", { class: `swatch ${name}`, "data-swatch": "" });
    this.element = h("div", { class: "added" },
      h("h3", {}, term(words.added_title, words.added_tip, "residual_stream")), this.drawing,
      h("p", { class: "text key" }, ...parts.flatMap((part) => [swatch(part), words[part]]),
        h("span", {}, words.usual)));
  }

  /** @param {AddedView} view @returns {void} */
  paint({ layers, most: largest, token, formats }) {
    const width = this.drawing.clientWidth;
    const most = largest || 1; // untrained blocks whose last scale is 0 add nothing at all
    const high = (HEIGHT - TOP - BOTTOM) / most;
    const scale = { each: (width - LEFT) / layers.length, unit: unitOf(most), digits: most < 1 && most >= 0.1 ? 2 : 1,
      y: (/** @type {number} */ value) => HEIGHT - BOTTOM - value * high };
    const parts = [...axis(most, width, scale, formats),
      ...layers.map((layer, i) => this.layer(layer, i, scale, formats))];
    this.drawing.replaceChildren(s("svg", { width, height: HEIGHT, role: "img",
      viewBox: `0 0 ${width} ${HEIGHT}`, "aria-label": this.summary(layers, token, formats) }, ...parts));
  }

  /** One layer's bars; a dash for what cannot be compared. @param {Layer} layer @param {number} i @param {Scale} scale
   * @param {Formats} formats @returns {SVGElement} */
  layer(layer, i, { each, unit, digits, y }, formats) {
    const x = LEFT + i * each;
    const bar = Math.min(22, each * 0.36);
    const middle = x + each / 2;
    const group = s("g", { "data-tip": this.tip(layer, i, formats) },
      s("rect", { x, y: 0, width: each, height: HEIGHT, class: "catch" }));
    for (const [at, part] of this.parts.entries()) {
      const from = middle + (at - this.parts.length / 2) * (bar + 2) + 1;
      const usual = layer[`${part}Usual`];
      if (!Number.isFinite(layer[part])) {
        group.append(label(from + bar / 2, y(0) - 4, "–", "value"));
        continue;
      }
      group.append(
        s("rect", { x: from, y: y(layer[part]), width: bar, height: y(0) - y(layer[part]), class: part }),
        s("rect", { x: from - 1, y: y(usual) - 1, width: bar + 2, height: 2, class: "usual" }));
      if (each >= ROOM) {
        group.append(label(from + bar / 2, y(Math.max(layer[part], usual)) - 4,
          (layer[part] / 10 ** unit).toFixed(digits), "value"));
      }
    }
    group.append(label(middle, HEIGHT - 6, String(i + 1), "axis"));
    return group;
  }

  /** @param {Layer} layer @param {number} i @param {Formats} formats @returns {string} */
  tip(layer, i, { plain }) {
    const { words, parts } = this;
    if (parts.every((part) => !Number.isFinite(layer[part]))) return fill(words.added_none, { layer: i + 1 });
    const numbers = parts.flatMap((part) => [[part, plain(layer[part])], [`usual_${part}`, plain(layer[`${part}Usual`])]]);
    return fill(words.added_here, { layer: i + 1, ...Object.fromEntries(numbers) });
  }

  /** The chart in a sentence. @param {Layer[]} layers @param {string} token @param {Formats} formats
   * @returns {string} */
  summary(layers, token, { plain }) {
    const say = (/** @type {number} */ value) => (Number.isFinite(value) ? plain(value) : "–");
    const values = layers.map((layer, i) => `${i + 1}: ${this.parts.map((part) => say(layer[part])).join(", ")}`);
    return fill(this.words.added_text, { token, values: values.join("; ") });
  }
}

/** @param {number} most @param {number} width @param {Scale} scale @param {Formats} formats
 * @returns {SVGElement[]} */
function axis(most, width, { unit, y }, { plain }) {
  const lines = ticks(most).flatMap((tick) => [
    s("line", { x1: LEFT, x2: width, y1: y(tick), y2: y(tick), class: "rule" }),
    label(LEFT - 6, y(tick) + 4, plain(tick / 10 ** unit), "axis", "end")]);
  return unit ? [...lines, label(0, 10, `× 10${raised(unit)}`, "axis", "start")] : lines;
}

/** @param {number} x @param {number} y @param {string} text @param {string} kind
 * @param {string} [anchor] @returns {SVGElement} */
function label(x, y, text, kind, anchor = "middle") {
  return s("text", { x, y, class: kind, "text-anchor": anchor }, text);
}
