// The photo as it was given, the rectangle the model sees, and the grid of patches it reads.

import { explore } from "./gestures.js";
import { outline, sharpen } from "./paint.js";
import { h } from "./dom.js";

const TALLEST = 460; // CSS pixels

export class PhotoPane {
  /** @param {{peek, keep, leave, key}} actions */
  constructor(words, actions) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "photo", tabindex: "0", role: "application",
      "aria-label": words.photo_label }, this.canvas);
    this.scene = null;
    explore(this.element, { ...actions, at: (event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
  }

  /** Lays the pane out for a photo of its shape, before the picture itself arrives. */
  setScene(scene) {
    this.scene = scene;
    const [height, width] = scene.data.photo.size;
    this.element.style.aspectRatio = `${width} / ${Math.max(height, width * 0.1)}`;
    this.element.style.maxWidth = `${Math.max(120, (TALLEST * width) / height)}px`;
  }

  /** Photo pixels to CSS pixels of the pane. */
  get factor() {
    return this.element.clientWidth / this.scene.data.photo.size[1];
  }

  /** The model's rectangle, or that of patch number `patch`, in CSS pixels. */
  box(patch) {
    const [x0, y0, x1, y1] = this.scene.data.photo.box.map((v) => v * this.factor);
    if (patch === undefined) return [x0, y0, x1 - x0, y1 - y0];
    const [rows, cols] = this.scene.grid;
    const [w, tall] = [(x1 - x0) / cols, (y1 - y0) / rows];
    return [x0 + (patch % cols) * w, y0 + Math.floor(patch / cols) * tall, w, tall];
  }

  at(event) {
    if (!this.scene) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [x, y, width, height] = this.box();
    const u = (event.clientX - frame.left - x) / width;
    const v = (event.clientY - frame.top - y) / height;
    if (u < 0 || v < 0 || u >= 1 || v >= 1) return null;
    const [rows, cols] = this.scene.grid;
    return String(Math.floor(v * rows) * cols + Math.floor(u * cols));
  }

  paint({ query, pointed, colours }) {
    if (!this.scene) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = sharpen(this.canvas, width, height);
    if (this.scene.image) context.drawImage(this.scene.image, 0, 0, width, height);
    this.veil(context, width, height, colours);
    this.lines(context, colours);
    if (pointed !== null) outline(context, this.box(pointed), colours, "pointer", 1.5);
    if (!query.startsWith("p")) outline(context, this.box(Number(query)), colours, "query", 2.5);
  }

  /** What the model never sees steps back. */
  veil(context, width, height, colours) {
    const path = new Path2D();
    path.rect(0, 0, width, height);
    path.rect(...this.box());
    context.fillStyle = colours.veil;
    context.fill(path, "evenodd");
  }

  lines(context, colours) {
    const [x, y, width, height] = this.box();
    const [rows, cols] = this.scene.grid;
    context.beginPath();
    for (let c = 0; c <= cols; c++) {
      context.moveTo(x + (c * width) / cols, y);
      context.lineTo(x + (c * width) / cols, y + height);
    }
    for (let r = 0; r <= rows; r++) {
      context.moveTo(x, y + (r * height) / rows);
      context.lineTo(x + width, y + (r * height) / rows);
    }
    context.lineWidth = 1;
    context.strokeStyle = colours.grid;
    context.stroke();
  }
}
