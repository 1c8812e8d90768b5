// All tiles in one canvas: tile (r, c) is the similarity of position (r, c) to every position, laid on
// the grid. It is painted once; a pointer that moves only draws two outlines over it.

import { explore } from "../lib/gestures.js";
import { h } from "../lib/dom.js";
import { Atlas, outline, sharpen } from "../paint/paint.js";

const GAP = 2; // CSS pixels between two tiles of a grid of 16

export class Tiles {
  /** @param {{hover, commit, leave, key}} actions  what is found is {patch, other} */
  constructor(words, actions) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "tiles", tabindex: "0", role: "application",
      "aria-label": words.tiles_label }, this.canvas);
    this.places = null;
    explore(this.element, { ...actions, at: (event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
  }

  setScene(places, { diverging: table }) {
    Object.assign(this, { places, whole: null });
    const [rows, cols] = places.grid;
    this.element.style.aspectRatio = `${cols * cols} / ${rows * rows}`;
    this.atlas = new Atlas(cols, rows, places.grid);
    const shifted = places.similar.map((value) => value + 1); // -1 to 1 becomes 0 to 2
    for (let i = 0; i < places.count; i++) {
      this.atlas.put(i, shifted, i * places.count, 2, table);
    }
    this.atlas.flush();
  }

  /** The rectangle of tile number `patch` in CSS pixels; gaps are whole pixels of the screen. */
  box(patch) {
    const { clientWidth: width, clientHeight: height } = this.element;
    const [rows, cols] = this.places.grid;
    const ratio = this.canvas.width / width;
    const gap = Math.max(1, Math.round(Math.min(GAP, width / cols / 16) * ratio));
    const edge = (n, count, side) => Math.round((n * (side * ratio + gap)) / count);
    const [r, c] = [Math.floor(patch / cols), patch % cols];
    const [x, y] = [edge(c, cols, width), edge(r, rows, height)];
    return [x, y, edge(c + 1, cols, width) - gap - x, edge(r + 1, rows, height) - gap - y]
      .map((pixels) => pixels / ratio);
  }

  at({ clientX, clientY }) {
    if (!this.places) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [rows, cols] = this.places.grid;
    const u = ((clientX - frame.left) / frame.width) * cols;
    const v = ((clientY - frame.top) / frame.height) * rows;
    if (u < 0 || v < 0 || u >= cols || v >= rows) return null;
    const inside = (part, count) => Math.min(count - 1, Math.floor((part % 1) * count));
    return { patch: Math.floor(v) * cols + Math.floor(u),
      other: inside(v, rows) * cols + inside(u, cols) };
  }

  paint({ patch, other, colours }) {
    if (!this.places) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    const context = sharpen(this.canvas, width, height);
    if (this.whole?.width !== this.canvas.width || this.whole?.height !== this.canvas.height) {
      this.draw(width);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.whole, 0, 0);
    const ratio = this.canvas.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [x, y, w, tall] = this.box(patch);
    outline(context, [x, y, w, tall], colours, "query", 2.5);
    if (other === null) return;
    const [rows, cols] = this.places.grid;
    const [a, b] = [w / cols, tall / rows];
    outline(context, [x + (other % cols) * a, y + Math.floor(other / cols) * b, a, b],
      colours, "pointer", 1);
  }

  draw(width) {
    this.whole = new OffscreenCanvas(this.canvas.width, this.canvas.height);
    const context = this.whole.getContext("2d");
    const ratio = this.canvas.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const shrunk = this.box(0)[2] * ratio < this.places.cols; // nearest would drop pixels
    for (let i = 0; i < this.places.count; i++) this.atlas.draw(context, i, ...this.box(i), shrunk);
  }
}
