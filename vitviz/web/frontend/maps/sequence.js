// The tokens in the order the model reads them: the whole sequence in one line with the chosen
// map below it, and a window around the query where each patch can be recognised.

import { explore } from "../lib/gestures.js";
import { outline, sharpen } from "../paint/paint.js";
import { h } from "../lib/dom.js";

const OVERVIEW = 16;
const WEIGHTS = 8;
const WINDOW = 40; // the side of a patch in the window
const HEIGHT = OVERVIEW + WEIGHTS + 14 + WINDOW + 18;

export class Sequence {
  constructor(words, actions) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "sequence", tabindex: "0", role: "application",
      "aria-label": words.sequence_label, style: `height:${HEIGHT}px` }, this.canvas);
    explore(this.element, { ...actions, at: (event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
    this.scene = null;
    this.first = 0; // the window's first token
  }

  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
    this.strip = null;
  }

  at(event) {
    if (!this.scene) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    const { tokens } = this.scene;
    this.above = y < OVERVIEW + WEIGHTS + 6; // there the window follows
    const token = this.above
      ? Math.floor((x / frame.width) * tokens)
      : this.first + Math.floor(x / (WINDOW + 4));
    return token >= 0 && token < tokens ? this.scene.queryOf(token) : null;
  }

  paint({ query, pointed, weights, limit, colours, hovering }) {
    if (!this.scene) return;
    const { scene } = this;
    const width = this.element.clientWidth;
    const context = sharpen(this.canvas, width, HEIGHT);
    const token = scene.tokenOf(query);
    const shown = Math.max(1, Math.floor(width / (WINDOW + 4)));
    if (!hovering || this.above) { // the window stays while a pointer is on it, or it would run away from it
      const middle = token - Math.floor(shown / 2);
      this.first = Math.max(0, Math.min(scene.tokens - shown, middle));
    }
    this.overview(context, width, weights, limit);
    this.mark(context, width, token, colours, "query");
    if (pointed !== null) this.mark(context, width, scene.prefix + pointed, colours, "pointer");
    this.bracket(context, width, shown, colours);
    for (let i = 0; i < shown && this.first + i < scene.tokens; i++) {
      this.cell(context, this.first + i, i * (WINDOW + 4), colours, token, pointed);
    }
  }

  source(token) {
    const { data, grid, prefix } = this.scene;
    const [x0, y0, x1, y1] = data.photo.box;
    const [w, tall] = [(x1 - x0) / grid[1], (y1 - y0) / grid[0]];
    const patch = token - prefix;
    const [x, y] = [x0 + (patch % grid[1]) * w, y0 + Math.floor(patch / grid[1]) * tall];
    return this.scene.source([x, y, x + w, y + tall]);
  }

  overview(context, width, weights, limit) {
    const { scene, tables } = this;
    if (!scene.image) return;
    if (!this.strip || this.strip.width !== scene.tokens * 4) {
      this.strip = new OffscreenCanvas(scene.tokens * 4, OVERVIEW);
      const strip = this.strip.getContext("2d");
      for (let t = scene.prefix; t < scene.tokens; t++) {
        strip.drawImage(scene.image, ...this.source(t), t * 4, 0, 4, OVERVIEW);
      }
    }
    context.drawImage(this.strip, 0, 0, width, OVERVIEW);
    if (!weights) return;
    const line = new ImageData(scene.tokens, 1);
    const words = new Uint32Array(line.data.buffer);
    for (let t = 0; t < scene.tokens; t++) {
      words[t] = tables.sequential[Math.min(255, (weights[t] / limit) * 255.999) | 0];
    }
    const small = new OffscreenCanvas(scene.tokens, 1);
    small.getContext("2d").putImageData(line, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, OVERVIEW + 1, width, WEIGHTS);
  }

  mark(context, width, token, colours, role) {
    const each = width / this.scene.tokens;
    outline(context, [token * each, 1, Math.max(2, each), OVERVIEW + WEIGHTS], colours, role, 1.5);
  }

  bracket(context, width, shown, colours) {
    const each = width / this.scene.tokens;
    const y = OVERVIEW + WEIGHTS + 4;
    context.strokeStyle = colours.quiet;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(this.first * each, y);
    context.lineTo(Math.min(width, (this.first + shown) * each), y);
    context.lineTo(Math.min(width, shown * (WINDOW + 4) - 4), y + 8);
    context.lineTo(0, y + 8);
    context.closePath();
    context.globalAlpha = 0.35;
    context.stroke();
    context.globalAlpha = 1;
  }

  cell(context, token, x, colours, query, pointed) {
    const { scene } = this;
    const y = OVERVIEW + WEIGHTS + 14;
    const box = [x + 1.5, y + 1.5, WINDOW - 3, WINDOW - 3];
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (token < scene.prefix) {
      context.fillStyle = colours.surface;
      context.fillRect(...box);
      context.fillStyle = colours.text;
      context.font = `11px ${colours.font}`;
      context.fillText(scene.data.prefix[token].mark, x + WINDOW / 2, y + WINDOW / 2);
    } else if (scene.image) {
      context.imageSmoothingEnabled = true;
      context.drawImage(scene.image, ...this.source(token), ...box);
    }
    context.font = `11px ${colours.font}`;
    context.fillStyle = token === query ? colours.text : colours.quiet;
    const number = token < scene.prefix ? "" : String(token - scene.prefix + 1);
    context.fillText(number, x + WINDOW / 2, y + WINDOW + 9);
    if (token === query) outline(context, box, colours, "query", 2.5);
    else if (pointed !== null && token === scene.prefix + pointed) {
      outline(context, box, colours, "pointer", 2);
    }
  }
}
