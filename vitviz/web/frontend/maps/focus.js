// The chosen head, large, over what the model sees of the photo; or a pin, or A - B.

import { explore } from "../lib/gestures.js";
import { Legend } from "../widgets/legend.js";
import { Atlas, most, outline, sharpen, top } from "../paint/paint.js";
import { fill, h } from "../lib/dom.js";
import { sourceOf } from "../view/scene.js";

export class Focus {
  constructor(words, actions) {
    this.words = words;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "focus", role: "img", "aria-label": words.focus_label },
      this.canvas);
    this.legend = new Legend();
    this.scale = this.legend.element;
    explore(this.element, { ...actions, at: (event) => this.at(event) });
    this.scene = null;
  }

  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
    this.atlas = new Atlas(1, 1, scene.grid);
    const [rows, cols] = scene.grid;
    this.element.style.aspectRatio = `${cols} / ${rows}`;
  }

  at(event) {
    if (!this.scene) return null;
    const frame = this.canvas.getBoundingClientRect();
    const u = (event.clientX - frame.left) / frame.width;
    const v = (event.clientY - frame.top) / frame.height;
    if (u < 0 || v < 0 || u >= 1 || v >= 1) return null;
    const [rows, cols] = this.scene.grid;
    return Math.floor(v * rows) * cols + Math.floor(u * cols);
  }

  /** @param {{map: {weights: Float32Array|null, signed: boolean}}} view */
  paint({ map, query, pointed, scale, wallTop, smooth, opacity, colours, formats }) {
    if (!this.scene) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = sharpen(this.canvas, width, height);
    this.backdrop(context, width, height);
    if (!map.weights) return;
    const { prefix, tokens } = this.scene;
    const limit = this.limit(map, scale, wallTop);
    if (map.signed) this.atlas.putSigned(0, map.weights, prefix, limit, this.tables.diverging);
    else this.atlas.put(0, map.weights, prefix, limit, this.tables.sequential);
    this.atlas.flush();
    context.globalAlpha = opacity;
    this.atlas.draw(context, 0, 0, 0, width, height, smooth);
    context.globalAlpha = 1;
    if (pointed !== null) outline(context, this.box(pointed, width, height), colours, "pointer", 2);
    if (query && !query.startsWith("p")) {
      outline(context, this.box(Number(query), width, height), colours, "query", 2.5);
    }
    this.mark(map.signed, limit, 1 / tokens, formats);
  }

  limit(map, scale, wallTop) {
    const { prefix, tokens } = this.scene;
    if (map.signed) {
      let largest = 1e-12;
      for (let i = prefix; i < tokens; i++) largest = Math.max(largest, Math.abs(map.weights[i]));
      return largest;
    }
    const own = most(map.weights, prefix, tokens);
    return scale === "head" ? top("head", tokens, own) : wallTop;
  }

  backdrop(context, width, height) {
    const { image, data } = this.scene;
    if (!image) return;
    context.imageSmoothingEnabled = true;
    context.drawImage(image, ...sourceOf(image, data.photo.size, data.photo.box),
      0, 0, width, height);
  }

  box(patch, width, height) {
    const [rows, cols] = this.scene.grid;
    const [w, tall] = [width / cols, height / rows];
    return [(patch % cols) * w, Math.floor(patch / cols) * tall, w, tall];
  }

  mark(signed, limit, even, formats) {
    const marks = signed
      ? [[0, `${formats.signed(-limit)} ${this.words.more_b}`], [0.5, "0"],
        [1, `${this.words.more_a} ${formats.signed(limit)}`]]
      : [[0, "0"], [1, formats.percent(limit)]];
    const [before, after] = [even / limit, 1 - even / limit].map((part) => part * this.element.clientWidth);
    if (!signed && before > 48 && after > 90) { // pixels: the numbers do not touch
      marks.splice(1, 0, [even / limit, fill(this.words.even, { percent: formats.percent(even) })]);
    }
    this.legend.paint(signed ? this.tables.diverging : this.tables.sequential, marks);
  }
}
