// Which layer of a photo is fetched next, and which are let go where not all have room: those on
// screen by themselves first, all others when somebody wants them, from the last to the first.

/** @typedef {import("../lib/types.js").LayerFacts} LayerFacts */

/** Bytes that the layers of one photo may take; on a phone, whose pages are ended for less, a quarter
 * of it. ViT-L/14 at 518 px has 24 layers of 11 MB. */
const ROOM = 256e6;
const AT_A_TIME = 6; // as many as browsers ask of one server at once

export class LayerQueue {
  /** On screen by themselves, the most wanted first. @type {number[]} */
  looked = [];
  /** Whether all others are wanted too. */
  all = false;
  /** @type {Set<number>} */ going = new Set();
  /** From the one looked at longest ago to the newest. @type {Set<number>} */ here = new Set();
  /** Those that did not come. @type {Set<number>} */ missed = new Set();

  /** @param {number[]} sizes  bytes of each layer in the browser
   * @param {number} room  bytes that they may take together; what is looked at may take more */
  constructor(sizes, room) {
    this.sizes = sizes;
    this.room = room;
  }

  /** What is looked at from now on. @param {number[]} layers  the most wanted first */
  look(layers) {
    this.looked = [...new Set(layers)];
    for (const layer of [...this.looked].reverse()) {
      if (this.here.delete(layer)) this.here.add(layer);
    }
  }

  /** What did not come is wanted once more. */
  again() {
    this.missed.clear();
  }

  /** The layer to fetch now, which is on its way from then on; null where there is none: what is
   * looked at does not share the way with others. @returns {number|null} */
  take() {
    const next = this.going.size < AT_A_TIME ? this.next : undefined;
    if (next === undefined) return null;
    this.going.add(next);
    return next;
  }

  /** @returns {number|undefined} */
  get next() {
    const wanted = this.looked.find((layer) => this.absent(layer));
    if (wanted !== undefined || !this.all) return wanted;
    if (this.looked.some((layer) => this.going.has(layer))) return undefined;
    const held = this.bytes([...this.here, ...this.going]);
    const next = this.sizes.findLastIndex((size, l) => this.absent(l) && held + size <= this.room);
    return next < 0 ? undefined : next;
  }

  /** A layer came. @param {number} layer @returns {number[]}  those that make room for it */
  came(layer) {
    this.going.delete(layer);
    this.here.add(layer);
    const old = [...this.here].filter((one) => one !== layer && !this.looked.includes(one));
    const gone = [];
    while (old.length && this.bytes([...this.here]) > this.room) {
      const one = /** @type {number} */ (old.shift());
      this.here.delete(one);
      gone.push(one);
    }
    return gone;
  }

  /** A layer did not come. @param {number} layer */
  failed(layer) {
    this.going.delete(layer);
    this.missed.add(layer);
  }

  /** Whether all that is wanted and has room is here. */
  get settled() {
    return !this.going.size && !this.missed.size && this.next === undefined;
  }

  /** @param {number} layer */
  absent(layer) {
    return !this.here.has(layer) && !this.going.has(layer) && !this.missed.has(layer);
  }

  /** @param {number[]} layers */
  bytes(layers) {
    return layers.reduce((sum, layer) => sum + this.sizes[layer], 0);
  }
}

/** Whether this screen is a phone's. @returns {boolean} */
export function narrow() {
  return Boolean(globalThis.matchMedia?.("(max-width: 700px)").matches);
}

/** Bytes that the layers of one photo may take on this screen. @returns {number} */
export function room() {
  return narrow() ? ROOM / 4 : ROOM;
}

/** What a layer takes in the browser, in bytes; of windows, whose biases are shared, at most.
 * @param {LayerFacts} facts */
export function bytesOf({ heads, queries, tokens, dim, bias, signed, seen = tokens }) {
  const map = (queries + tokens + 1) * dim + queries;
  return 4 * heads * ((signed ? 2 : 1) * map + (bias ? queries * seen : 0));
}
