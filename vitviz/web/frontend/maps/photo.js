// The photo as it was given, the rectangle the model sees, and the grid of patches it reads.

import { explore } from "../lib/gestures.js";
import { outline, sharpen } from "../paint/paint.js";
import { h } from "../lib/dom.js";

const TALLEST = 460; // CSS pixels
const MARGIN = 1; // what is shown around the model's rectangle at most, in its own sizes

/** What the photo shows of the pins: letters and a query; two on one patch share its corner. */
export function pinsOf({ a, b }) {
  const [first, second] = [a, b].map((pin) => pin.split("@")[0]);
  if (a && b && first === second) return [["A B", first]];
  return [["A", first], ["B", second]].filter(([, query]) => query);
}

export class PhotoPane {
  /** @param {{hover, commit, leave, key}} actions */
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
    this.shown = PhotoPane.around(scene.data.photo);
    const [x0, y0, x1, y1] = this.shown;
    this.element.style.aspectRatio = `${x1 - x0} / ${y1 - y0}`;
    this.element.style.maxWidth = `${(TALLEST * (x1 - x0)) / (y1 - y0)}px`;
  }

  /** The part of the photo that is shown: all of it, or of a very long one what lies around. */
  static around({ size: [height, width], box: [x0, y0, x1, y1] }) {
    const [dx, dy] = [(x1 - x0) * MARGIN, (y1 - y0) * MARGIN];
    return [Math.max(0, x0 - dx), Math.max(0, y0 - dy),
      Math.min(width, x1 + dx), Math.min(height, y1 + dy)];
  }

  /** Photo pixels to CSS pixels of the pane. */
  get factor() {
    return this.element.clientWidth / (this.shown[2] - this.shown[0]);
  }

  /** The model's rectangle, or that of patch number `patch`, in CSS pixels. */
  box(patch) {
    const [left, up] = this.shown;
    const [x0, y0, x1, y1] = this.scene.data.photo.box.map((v, i) =>
      (v - (i % 2 ? up : left)) * this.factor);
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

  paint({ query, pointed, pins, colours }) {
    if (!this.scene) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = sharpen(this.canvas, width, height);
    this.picture(context, width, height);
    this.veil(context, width, height, colours);
    this.lines(context, colours);
    for (const [letter, pinned] of pins) this.pin(context, letter, pinned, colours);
    if (pointed !== null) outline(context, this.box(pointed), colours, "pointer", 1.5);
    if (!query.startsWith("p")) outline(context, this.box(Number(query)), colours, "query", 2.5);
  }

  picture(context, width, height) {
    const { image } = this.scene;
    if (image) context.drawImage(image, ...this.scene.source(this.shown), 0, 0, width, height);
  }

  /** A pin's patch with its letter. */
  pin(context, letter, query, colours) {
    if (query.startsWith("p")) return;
    const box = this.box(Number(query));
    outline(context, box, colours, "pointer", 1);
    context.font = `600 11px ${colours.font}`;
    context.textBaseline = "bottom";
    context.fillStyle = colours.pointer;
    context.fillText(letter, box[0], box[1] - 1);
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
