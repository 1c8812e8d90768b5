// What attention and the MLP add to one token, layer by layer, as two bars each.

import { fill, h, term } from "../lib/dom.js";
import { s } from "../lib/svg.js";

const HEIGHT = 184;
const [LEFT, TOP, BOTTOM] = [28, 16, 22]; // CSS pixels for the numbers around the bars
const ROOM = 50; // that a layer needs for a number above each bar

export class Added {
  constructor(words) {
    this.words = words;
    this.drawing = h("div", { class: "chart", style: `height:${HEIGHT}px` });
    const swatch = (name) => h("i", { class: `swatch ${name}`, "data-swatch": "" });
    this.element = h("div", { class: "added" },
      h("h3", {}, term(words.added_title, words.added_tip)), this.drawing,
      h("p", { class: "said key" }, swatch("attention"), words.attention, swatch("mlp"), words.mlp,
        h("span", {}, words.usual)));
  }

  /** @param {{layers: object[], most: number, token: string, formats: object}} view */
  paint({ layers, most, token, formats }) {
    const width = this.drawing.clientWidth;
    const each = (width - LEFT) / layers.length;
    const scale = (HEIGHT - TOP - BOTTOM) / most;
    const y = (value) => HEIGHT - BOTTOM - value * scale;
    const text = (x, at, said, kind, anchor = "middle") =>
      s("text", { x, y: at, class: kind, "text-anchor": anchor }, said);
    const unit = unitOf(most);
    const parts = ticks(most).flatMap((tick) => [
      s("line", { x1: LEFT, x2: width, y1: y(tick), y2: y(tick), class: "rule" }),
      text(LEFT - 6, y(tick) + 4, formats.plain(tick / 10 ** unit), "axis", "end")]);
    if (unit) parts.push(text(0, 10, power(unit), "axis", "start"));
    layers.forEach((layer, i) => {
      const x = LEFT + i * each;
      const bar = Math.min(22, each * 0.36);
      const middle = x + each / 2;
      const group = s("g", { "data-tip": this.tip(layer, i, formats) },
        s("rect", { x, y: 0, width: each, height: HEIGHT, class: "catch" }));
      for (const [part, from] of [["attention", middle - bar - 1], ["mlp", middle + 1]]) {
        group.append(
          s("rect", { x: from, y: y(layer[part]), width: bar, height: layer[part] * scale, class: part }),
          s("rect", { x: from - 1, y: y(layer[`${part}Usual`]) - 1, width: bar + 2, height: 2, class: "usual" }));
        if (each >= ROOM) {
          group.append(text(from + bar / 2, y(Math.max(layer[part], layer[`${part}Usual`])) - 4,
            (layer[part] / 10 ** unit).toFixed(1), "value"));
        }
      }
      group.append(text(middle, HEIGHT - 6, String(i + 1), "axis"));
      parts.push(group);
    });
    this.drawing.replaceChildren(s("svg", { width, height: HEIGHT, role: "img",
      viewBox: `0 0 ${width} ${HEIGHT}`, "aria-label": this.said(layers, token, formats) }, ...parts));
  }

  tip(layer, i, { plain }) {
    return fill(this.words.added_here, { layer: i + 1, attention: plain(layer.attention),
      mlp: plain(layer.mlp), usual_attention: plain(layer.attentionUsual), usual_mlp: plain(layer.mlpUsual) });
  }

  said(layers, token, { plain }) {
    const values = layers.map(({ attention, mlp }, i) => `${i + 1}: ${plain(attention)}, ${plain(mlp)}`);
    return fill(this.words.added_said, { token, values: values.join("; ") });
  }
}

/** A few round numbers from 0 to at most `most`. */
function ticks(most) {
  const ten = 10 ** Math.floor(Math.log10(most || 1));
  const step = [0.25, 0.5, 1, 2.5].map((size) => size * ten).find((size) => most / size <= 4.5);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** The power of ten that small bars are counted in: an untrained model adds ten-thousandths. */
function unitOf(most) {
  return most > 0 && most < 0.1 ? Math.floor(Math.log10(most)) : 0;
}

function power(exponent) {
  return `× 10⁻${[...String(-exponent)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
}
