// Relative positions: what each head adds to a score for every offset from query to key.

import { fill } from "../lib/dom.js";
import { Gallery } from "./gallery.js";

export class Offsets {
  constructor(words, { wake }) {
    this.words = words;
    this.gallery = new Gallery(words, { point: (at) => { this.pointed = at; wake(); } });
    this.element = this.gallery.element;
  }

  setScene(scene, tables) {
    this.gallery.setScene(scene, tables);
  }

  paint({ positions: { offsets: { values, shape: [heads, rows, cols] } }, formats: { plain }, colours }) {
    const limit = values.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12);
    const cells = Array.from({ length: heads }, (_, head) => ({ id: String(head),
      title: fill(this.words.relative_head, { head: head + 1 }), grid: [rows, cols], signed: true,
      values: values.subarray(head * rows * cols, (head + 1) * rows * cols) }));
    this.gallery.paint(cells, { limit, chosen: "", pointed: this.pointed ?? null, opacity: 1,
      colours, say: plain, marks: [[0, `−${plain(limit)}`], [0.5, "0"], [1, plain(limit)]] });
  }
}
