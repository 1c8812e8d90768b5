// Weights to colours: tables, scales and the small canvases that hold a map.

/** 256 RGB triples in hex -> RGBA words for an ImageData. */
export function lookup(hex) {
  const words = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    const [r, g, b] = [0, 2, 4].map((o) => parseInt(hex.slice(i * 6 + o, i * 6 + o + 2), 16));
    words[i] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return words;
}

/** The tables of the page, from hex, as `Atlas` and `Legend` want them. */
export function tablesOf({ sequential, diverging }) {
  return { sequential: lookup(sequential), diverging: lookup(diverging) };
}

/** The top of the fixed scale, in even shares (1 / tokens). */
export const EVEN_SHARES = 6;

/**
 * The number that the table's end stands for.
 * fixed: the same for every query. now: the largest weight on screen. head: one map's largest.
 */
export function top(kind, tokens, largest) {
  return kind === "fixed" ? EVEN_SHARES / tokens : largest || 1e-12;
}

/** Largest of weights[from...to]. */
export function most(weights, from = 0, to = weights.length) {
  let found = 0;
  for (let i = from; i < to; i++) if (weights[i] > found) found = weights[i];
  return found;
}

/** An image of many maps side by side: `columns` across, each cols x rows pixels. */
export class Atlas {
  constructor(columns, lines, grid) {
    [this.rows, this.cols] = grid;
    this.columns = columns;
    this.canvas = new OffscreenCanvas(columns * this.cols, lines * this.rows);
    this.context = this.canvas.getContext("2d");
    this.image = new ImageData(this.canvas.width, this.canvas.height);
    this.words = new Uint32Array(this.image.data.buffer);
  }

  /** Map number `cell` from weights[at...], 0 to `limit` along `table`. */
  put(cell, weights, at, limit, table) {
    const { rows, cols, columns, words } = this;
    const width = columns * cols;
    let to = Math.floor(cell / columns) * rows * width + (cell % columns) * cols;
    const factor = 255.999 / limit;
    for (let y = 0; y < rows; y++, to += width) {
      for (let x = 0; x < cols; x++) {
        words[to + x] = table[Math.max(0, Math.min(255, weights[at++] * factor)) | 0];
      }
    }
  }

  /** Signed map number `cell`: -limit to limit along a diverging table. */
  putSigned(cell, weights, at, limit, table) {
    const shifted = new Float32Array(this.rows * this.cols);
    for (let i = 0; i < shifted.length; i++) shifted[i] = weights[at + i] + limit;
    this.put(cell, shifted, 0, 2 * limit, table);
  }

  /** The whole atlas from RGBA words. */
  fill(colours) {
    const { words } = this;
    for (let i = 0; i < colours.length; i++) words[i] = colours[i];
  }

  flush() {
    this.context.putImageData(this.image, 0, 0);
  }

  /** Draws map number `cell` into the rectangle (x, y, width, height) of `context`. */
  draw(context, cell, x, y, width, height, smooth) {
    const { rows, cols, columns } = this;
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(
      this.canvas, (cell % columns) * cols, Math.floor(cell / columns) * rows, cols, rows,
      x, y, width, height,
    );
  }
}

/** Makes a canvas as sharp as the screen; returns its 2d context in CSS pixels. */
export function sharpen(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** An outline that reads on light and dark pixels: a dark halo under the line of `role`'s colour. */
export function outline(context, [x, y, width, height], colours, role, line = 2) {
  context.lineWidth = line + 2;
  context.strokeStyle = colours.halo;
  context.strokeRect(x, y, width, height);
  context.lineWidth = line;
  context.strokeStyle = colours[role];
  context.strokeRect(x, y, width, height);
}
