// The learned filters as small pictures, and the wall of all of them.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { outline, sharpen } from "../paint/paint.js";

const LEAST = 20; // CSS pixels of a filter's side
const COLUMNS = [24, 16, 12, 8];
const ANSWER = 4; // pixels of the line below a filter that has its answer's colour

/** Pictures of all filters: grey is 0, a colour is full at `limit` or at each filter's largest. */
export class FilterPictures {
  constructor(embedding, own) {
    const { dim, rows, cols, area, numbers, filters, header } = embedding;
    Object.assign(this, { rows, cols });
    this.canvas = new OffscreenCanvas(cols, rows * dim);
    const image = new ImageData(cols, rows * dim);
    for (let f = 0; f < dim; f++) {
      const limit = own ? largest(filters, f * numbers, numbers) : header.filter_limit;
      for (let at = 0; at < area; at++) {
        const to = 4 * (f * area + at);
        for (let colour = 0; colour < 3; colour++) {
          image.data[to + colour] = 127.5 + (127.5 * filters[f * numbers + colour * area + at]) / limit;
        }
        image.data[to + 3] = 255;
      }
    }
    this.canvas.getContext("2d").putImageData(image, 0, 0);
  }

  draw(context, filter, x, y, width, height) {
    context.imageSmoothingEnabled = false;
    context.drawImage(this.canvas, 0, filter * this.rows, this.cols, this.rows, x, y, width, height);
  }
}

function largest(values, from, count) {
  let found = 1e-12;
  for (let i = from; i < from + count; i++) found = Math.max(found, Math.abs(values[i]));
  return found;
}

export class FilterWall {
  /** @param {{hover: (filter: number|null) => void, commit: (filter: number) => void}} actions */
  constructor(words, actions) {
    this.actions = actions;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "filters", tabindex: "0", role: "application",
      "aria-label": words.wall_label, onkeydown: (event) => this.key(event) }, this.canvas);
    explore(this.element, { at: (event) => this.at(event), hover: actions.hover, commit: actions.commit,
      leave: () => actions.hover(null) });
    this.order = [];
  }

  /** Columns, and the side of a filter, that fit the width. */
  lay(width) {
    this.columns = COLUMNS.find((count) => width / count >= LEAST) ?? 8;
    this.side = width / this.columns;
    this.lines = Math.ceil(this.order.length / this.columns);
    return this.lines * (this.side + ANSWER);
  }

  at({ clientX, clientY }) {
    const frame = this.canvas.getBoundingClientRect();
    const col = Math.floor((clientX - frame.left) / this.side);
    const row = Math.floor((clientY - frame.top) / (this.side + ANSWER));
    if (!(col >= 0 && row >= 0 && col < this.columns)) return null;
    return this.order[row * this.columns + col] ?? null;
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns }[event.key];
    if (!step) return;
    const next = this.order[this.order.indexOf(this.chosen) + step];
    if (next !== undefined) this.actions.commit(next);
    event.preventDefault();
    event.stopPropagation(); // Streamlit listens for single keys on the document
  }

  /** @param {{order: number[], pictures: FilterPictures, answers: Float32Array, chosen: number,
   *   limit: number, table: Uint32Array, colours: object}} view */
  paint({ order, pictures, answers, chosen, limit, table, colours }) {
    Object.assign(this, { order, chosen });
    const width = this.element.clientWidth;
    const height = this.lay(width);
    this.element.style.height = `${height}px`;
    const context = sharpen(this.canvas, width, height);
    const { side, columns } = this;
    order.forEach((filter, i) => {
      const [x, y] = [(i % columns) * side, Math.floor(i / columns) * (side + ANSWER)];
      pictures.draw(context, filter, x + 0.5, y, side - 1, side - 1);
      context.fillStyle = cssOf(table, answers[filter], limit);
      context.fillRect(x + 0.5, y + side - 1, side - 1, ANSWER - 1);
    });
    const i = order.indexOf(chosen);
    outline(context, [(i % columns) * side + 1, Math.floor(i / columns) * (side + ANSWER) + 1,
      side - 2, side + ANSWER - 3], colours, "query", 2);
  }
}

/** The colour of a signed value, -limit to limit along a diverging table. */
export function cssOf(table, value, limit) {
  const at = Math.max(0, Math.min(255, ((value + limit) / (2 * limit)) * 255.999)) | 0;
  const word = table[at];
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}
