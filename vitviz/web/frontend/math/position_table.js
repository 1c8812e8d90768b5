// What the server says of a model's positions: how similar two places are, and where each lies
// among the principal components. A place is an index into the grid, row after row.

export class Places {
  /** @param {{header: object, arrays: object}} answer */
  constructor({ header, arrays }) {
    const { cosine, phase, scores, norms, offsets } = arrays;
    this.header = header;
    this.kinds = header.kinds;
    [this.rows, this.cols] = this.grid = header.grid;
    this.count = this.rows * this.cols;
    this.similar = (cosine ?? phase)?.values ?? null; // count x count
    this.scores = scores?.values ?? null; // count x axes
    this.axes = scores?.shape[1] ?? 0;
    this.ranges = scores && rangesOf(this.scores, this.axes);
    this.norms = norms?.values ?? null;
    this.offsets = offsets ?? null;
  }

  has(kind) {
    return this.kinds.includes(kind);
  }

  /** Row and column from 1, as the page says them. */
  name(place) {
    return { row: Math.floor(place / this.cols) + 1, col: (place % this.cols) + 1 };
  }

  tile(place) {
    return this.similar.subarray(place * this.count, (place + 1) * this.count);
  }

  /** The other place that is most similar. */
  nearest(place) {
    const tile = this.tile(place);
    let best = place === 0 ? 1 : 0;
    for (let j = 0; j < tile.length; j++) if (j !== place && tile[j] > tile[best]) best = j;
    return best;
  }

  /** The first three scores as RGBA rgba, each from its smallest to its largest. */
  colours() {
    return coloursOf(this.scores, this.axes, this.ranges);
  }

  /** The place of another grid that lies at the same spot. */
  from(place, [rows, cols]) {
    const y = Math.floor(place / cols) + 0.5, x = (place % cols) + 0.5;
    return Math.floor((y / rows) * this.rows) * this.cols + Math.floor((x / cols) * this.cols);
  }

  /** Back to that grid. */
  to(place, [rows, cols]) {
    const y = Math.floor(place / this.cols) + 0.5, x = (place % this.cols) + 0.5;
    return Math.floor((y / this.rows) * rows) * cols + Math.floor((x / this.cols) * cols);
  }
}

/** Smallest and largest score along each axis. */
export function rangesOf(scores, axes) {
  return Array.from({ length: axes }, (_, axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < scores.length; i += axes) {
      low = Math.min(low, scores[i]);
      high = Math.max(high, scores[i]);
    }
    return [low, high];
  });
}

/** Scores (places x axes) as RGBA rgba: axis 0 red, 1 green, 2 blue, each over its range. */
export function coloursOf(scores, axes, ranges) {
  const rgba = new Uint32Array(scores.length / axes);
  const part = (i, axis) => {
    if (!ranges[axis]) return 0;
    const [low, high] = ranges[axis];
    const unit = high > low ? (scores[i * axes + axis] - low) / (high - low) : 0.5;
    return Math.max(0, Math.min(255, unit * 255.999)) | 0;
  };
  for (let i = 0; i < rgba.length; i++) {
    rgba[i] = (255 << 24) | (part(i, 2) << 16) | (part(i, 1) << 8) | part(i, 0);
  }
  return rgba;
}
