// What attention and the MLP add to one token, layer by layer, as two bars each.

import { fill, h, term } from "../lib/dom.js";
import { raised } from "../lib/formats.js";
import { s } from "../lib/svg.js";
import { ticks, unitOf } from "./ticks.js";

/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Words} Words */

const HEIGHT = 184;
const [LEFT, TOP, BOTTOM] = [28, 16, 22]; // CSS pixels for the numbers around the bars
const ROOM = 50; // that a layer needs for a number above each bar
const PARTS = /** @type {const} */ (["attention", "mlp"]);

/** @typedef {{attention: number, mlp: number, attentionUsual: number, mlpUsual: number}} Layer */

/**
 * @typedef {object} AddedView
 * @property {Layer[]} layers  norms of what is added, and what is usual among the patches
 * @property {number} most  the largest of any token's
 * @property {string} token  its name
 * @property {Formats} formats
 */

/** @typedef {{each: number, unit: number, y: (value: number) => number}} Scale  a layer's width; the
 * power of ten of the numbers; CSS pixels from the top */

export class Added {
  /** @type {Words} */ words;
  /** @type {HTMLElement} */ drawing;
  /** @type {HTMLElement} */ element;

  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.drawing = h("div", { class: "chart", style: `height:${HEIGHT}px` });
    const swatch = (/** @type {string} */ name) => h("i", { class: `swatch ${name}`, "data-swatch": "" });
    this.element = h("div", { class: "added" },
      h("h3", {}, term(words.added_title, words.added_tip, "residual_stream")), this.drawing,
      h("p", { class: "text key" }, swatch("attention"), words.attention, swatch("mlp"), words.mlp,
        h("span", {}, words.usual)));
  }

  /** @param {AddedView} view @returns {void} */
  paint({ layers, most, token, formats }) {
    const width = this.drawing.clientWidth;
    const high = (HEIGHT - TOP - BOTTOM) / most;
    const scale = { each: (width - LEFT) / layers.length, unit: unitOf(most),
      y: (/** @type {number} */ value) => HEIGHT - BOTTOM - value * high };
    const parts = [...axis(most, width, scale, formats),
      ...layers.map((layer, i) => this.layer(layer, i, scale, formats))];
    this.drawing.replaceChildren(s("svg", { width, height: HEIGHT, role: "img",
      viewBox: `0 0 ${width} ${HEIGHT}`, "aria-label": this.summary(layers, token, formats) }, ...parts));
  }

  /** One layer's two bars. @param {Layer} layer @param {number} i @param {Scale} scale
   * @param {Formats} formats @returns {SVGElement} */
  layer(layer, i, { each, unit, y }, formats) {
    const x = LEFT + i * each;
    const bar = Math.min(22, each * 0.36);
    const middle = x + each / 2;
    const group = s("g", { "data-tip": this.tip(layer, i, formats) },
      s("rect", { x, y: 0, width: each, height: HEIGHT, class: "catch" }));
    for (const part of PARTS) {
      const from = part === "attention" ? middle - bar - 1 : middle + 1;
      const usual = layer[/** @type {const} */ (`${part}Usual`)];
      group.append(
        s("rect", { x: from, y: y(layer[part]), width: bar, height: y(0) - y(layer[part]), class: part }),
        s("rect", { x: from - 1, y: y(usual) - 1, width: bar + 2, height: 2, class: "usual" }));
      if (each >= ROOM) {
        group.append(label(from + bar / 2, y(Math.max(layer[part], usual)) - 4,
          (layer[part] / 10 ** unit).toFixed(1), "value"));
      }
    }
    group.append(label(middle, HEIGHT - 6, String(i + 1), "axis"));
    return group;
  }

  /** @param {Layer} layer @param {number} i @param {Formats} formats @returns {string} */
  tip(layer, i, { plain }) {
    return fill(this.words.added_here, { layer: i + 1, attention: plain(layer.attention),
      mlp: plain(layer.mlp), usual_attention: plain(layer.attentionUsual), usual_mlp: plain(layer.mlpUsual) });
  }

  /** The chart in a sentence. @param {Layer[]} layers @param {string} token @param {Formats} formats
   * @returns {string} */
  summary(layers, token, { plain }) {
    const values = layers.map(({ attention, mlp }, i) => `${i + 1}: ${plain(attention)}, ${plain(mlp)}`);
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
