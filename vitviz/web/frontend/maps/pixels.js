// One patch, enlarged: its picture, its three colours as maps, and one of them with its numbers.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { cssOf } from "./filters.js";
import { outline, sharpen } from "../paint/paint.js";
import { pressable } from "../view/panel.js";

const WRITTEN = 19; // CSS pixels that a cell needs for its number
const EACH = 16; // canvas pixels for one of the patch: sharp in a picture of the panel too

export class PatchPixels {
  /** @param {{channel: (index: number, kept: boolean) => void, point: (at: number|null) => void}} actions */
  constructor(words, actions) {
    this.actions = actions;
    const names = [words.patch_seen, words.red, words.green, words.blue];
    this.canvases = names.map(() => h("canvas", { "aria-hidden": "true" }));
    this.buttons = names.slice(1).map((name, c) => pressable({ class: "tile", "aria-label": name,
      onpointerenter: (event) => event.pointerType !== "touch" && actions.channel(c, false),
      onpointerleave: () => actions.channel(null, false) }, () => actions.channel(c, true),
    this.canvases[c + 1], h("span", { "aria-hidden": "true" }, name)));
    this.tiles = h("div", { class: "tiles" },
      h("div", { class: "tile" }, this.canvases[0], h("span", {}, names[0])), ...this.buttons);
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.table = h("div", { class: "numbers", role: "img", "aria-label": words.numbers_label }, this.canvas);
    explore(this.table, { at: (event) => this.at(event), hover: actions.point, commit: actions.point,
      leave: () => actions.point(null) });
  }

  at({ clientX, clientY }) {
    if (!this.embedding) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [u, v] = [(clientX - frame.left) / frame.width, (clientY - frame.top) / frame.height];
    if (u < 0 || v < 0 || u >= 1 || v >= 1) return null;
    const { rows, cols } = this.embedding;
    return Math.floor(v * rows) * cols + Math.floor(u * cols);
  }

  /** @param {{embedding: object, patch: number, channel: number, kept: number, pointed: ?number,
   *   table: Uint32Array, colours: object, format: (value: number) => string}} view */
  paint(view) {
    this.embedding = view.embedding;
    const { embedding: { rows, cols, levels, patches, area, numbers }, patch } = view;
    const start = patch * numbers;
    const level = (at, colour) => levels[start + colour * area + at];
    this.tile(this.canvases[0], rows, cols, (at) =>
      `rgb(${level(at, 0)} ${level(at, 1)} ${level(at, 2)})`);
    for (let colour = 0; colour < 3; colour++) {
      this.tile(this.canvases[colour + 1], rows, cols, (at) =>
        cssOf(view.table, patches[start + colour * area + at], view.embedding.reach));
      this.buttons[colour].setAttribute("aria-pressed", String(colour === view.kept));
    }
    this.written(view, start + view.channel * area);
  }

  tile(canvas, rows, cols, colour) {
    if (canvas.width !== cols * EACH) [canvas.width, canvas.height] = [cols * EACH, rows * EACH];
    const context = canvas.getContext("2d");
    for (let at = 0; at < rows * cols; at++) {
      context.fillStyle = colour(at);
      context.fillRect((at % cols) * EACH, Math.floor(at / cols) * EACH, EACH, EACH);
    }
  }

  written({ embedding: { rows, cols, patches, reach }, pointed, table, colours, format }, start) {
    this.table.style.aspectRatio = `${cols} / ${rows}`;
    const { clientWidth: width, clientHeight: height } = this.table;
    const context = sharpen(this.canvas, width, height);
    const [w, tall] = [width / cols, height / rows];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${Math.min(12, w * 0.36)}px ${colours.font}`;
    for (let at = 0; at < rows * cols; at++) {
      const value = patches[start + at];
      const [x, y] = [(at % cols) * w, Math.floor(at / cols) * tall];
      context.fillStyle = cssOf(table, value, reach);
      context.fillRect(x, y, w + 0.5, tall + 0.5);
      if (w < WRITTEN) continue;
      // The table is dark around zero and light at both ends.
      context.fillStyle = Math.abs(value) > 0.62 * reach ? "black" : "white";
      context.fillText(format(value), x + w / 2, y + tall / 2);
    }
    if (pointed === null) return;
    outline(context, [(pointed % cols) * w, Math.floor(pointed / cols) * tall, w, tall], colours, "pointer", 1.5);
  }
}
