// Every position as a point: its first two principal components, coloured by its row or column.

import { explore } from "../lib/gestures.js";
import { fill, h } from "../lib/dom.js";
import { sharpen } from "../paint/paint.js";

const ROOM = { left: 28, right: 12, top: 12, bottom: 28 }; // CSS pixels around the points
const NEAR = 24; // CSS pixels from the pointer within which a point is found

const PART = [0.16, 0.86]; // of a table of colours: its ends are lost on a page that is dark or light

/** A table of 256 colours without its ends. */
export function inner(table) {
  const [from, to] = PART;
  return table.map((_, i) => table[Math.round((from + ((to - from) * i) / 255) * 255)]);
}

export class Plane {
  constructor(words, actions) {
    this.words = words;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "plane", role: "img", "aria-label": words.plane_label },
      this.canvas);
    this.places = null;
    explore(this.element, { ...actions, at: (event) => this.at(event) });
  }

  setPositions(places) {
    this.places = places;
    this.ranges = places.ranges;
  }

  /** Where a patch's point is, in CSS pixels: one unit is as long in both directions. */
  pointOf(patch) {
    const { clientWidth: width, clientHeight: height } = this.element;
    const { scores, axes } = this.places;
    const [inner, tall] = [width - ROOM.left - ROOM.right, height - ROOM.top - ROOM.bottom];
    const [[x0, x1], [y0, y1]] = this.ranges;
    const unit = Math.min(inner / (x1 - x0 || 1), tall / (y1 - y0 || 1));
    return [ROOM.left + inner / 2 + (scores[patch * axes] - (x0 + x1) / 2) * unit,
      ROOM.top + tall / 2 - (scores[patch * axes + 1] - (y0 + y1) / 2) * unit];
  }

  at({ clientX, clientY }) {
    if (!this.places) return null;
    const frame = this.canvas.getBoundingClientRect();
    let best = null, least = NEAR;
    for (let i = 0; i < this.places.count; i++) {
      const [x, y] = this.pointOf(i);
      const far = Math.hypot(x - clientX + frame.left, y - clientY + frame.top);
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  /** @param {{patch: number, by: "row"|"col", table: Uint32Array, shares: string[]}} view */
  paint({ patch, by, table, shares, colours }) {
    if (!this.places) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width) return;
    const context = sharpen(this.canvas, width, height);
    this.frame(context, width, height, shares, colours);
    const { rows, cols, count } = this.places;
    const size = count > 600 ? 2 : 3.5;
    for (let i = 0; i < count; i++) {
      const share = by === "row" ? Math.floor(i / cols) / (rows - 1 || 1) : (i % cols) / (cols - 1 || 1);
      const word = table[Math.round(share * 255)];
      context.fillStyle = `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
      context.beginPath();
      context.arc(...this.pointOf(i), size, 0, 7);
      context.fill();
    }
    this.ring(context, patch, size + 3, colours);
  }

  ring(context, patch, radius, colours) {
    for (const [width, colour] of [[4, colours.halo], [2.5, colours.query]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(...this.pointOf(patch), radius, 0, 7);
      context.stroke();
    }
  }

  frame(context, width, height, shares, colours) {
    const [bottom, right] = [height - ROOM.bottom + 4, width - ROOM.right];
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(ROOM.left - 4, ROOM.top);
    context.lineTo(ROOM.left - 4, bottom);
    context.lineTo(right, bottom);
    context.stroke();
    context.fillStyle = colours.quiet;
    context.font = `12px ${colours.font}`;
    context.textAlign = "right";
    context.textBaseline = "alphabetic";
    const axis = (number) => fill(this.words.plane_axis, { number, share: shares[number - 1] });
    context.fillText(axis(1), right, height - 8);
    context.save();
    context.rotate(-Math.PI / 2);
    context.fillText(axis(2), -ROOM.top, 14);
    context.restore();
  }
}
