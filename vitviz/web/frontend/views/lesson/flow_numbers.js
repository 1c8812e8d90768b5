// The numbers in the columns of the continuous picture, as the endpoint "flow" gives them.

import { quantile, ranked } from "../../math/ranking.js";
import { floats, part } from "../../math/slices.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").NamedArray} NamedArray */
/** @typedef {import("./flow_motion.js").Sum} Sum */
/** @typedef {{token: number, to: number, weight: number, share: number}} Look  `share` of the largest */

const NEARLY_ALL = 0.95; // of the numbers lie within the colours, or a single one would pale all
const LOOKS = 12; // the largest weights of a token that asks

export class FlowNumbers {
  /** @type {number[]} */ tokens; // that have numbers: rows of the arrays
  /** @type {number} */ followed; // the patch that what is read looks at most
  /** @type {number[]} */ asking; // rows of `looks`
  /** @type {number} */ count; // of each vector
  /** @type {Record<string, Float32Array[]>} */ rows; // "vectors", "positions", "middle": of each token
  /** @type {Float32Array[][]} */ stream; // by depth, by token; empty where it is not known
  /** @type {Float32Array | null} */ read;
  /** @type {Float32Array} */ attention; // a weight a patch
  /** @type {NamedArray | undefined} */ looks;
  /** @type {Map<string, number>} */ limits = new Map();

  /** @param {Bundle} bundle */
  constructor({ header, arrays }) {
    this.tokens = header.tokens;
    this.followed = header.followed;
    this.asking = header.asking;
    this.attention = floats(arrays.attention);
    this.looks = arrays.looks;
    this.read = arrays.read ? floats(arrays.read) : null;
    this.rows = Object.fromEntries(["vectors", "positions", "middle"].filter((name) => arrays[name])
      .map((name) => [name, this.tokens.map((_, at) => rowOf(arrays[name], at))]));
    this.stream = arrays.stream ? Array.from({ length: arrays.stream.shape[0] }, (_, depth) =>
      this.tokens.map((_token, at) => rowOf(arrays.stream, depth, at))) : [];
    this.count = [arrays.vectors, arrays.positions, arrays.stream].find(Boolean)?.shape.at(-1) ?? 0;
  }

  /** The vector of the token in this row; null where the model does not tell.
   * @param {number} at @param {Sum} sum @returns {Float32Array | null} */
  base(at, { base, depth }) {
    if (base !== "stream") return this.rows[base]?.[at] ?? null;
    return this.deep(at, depth);
  }

  /** What is added to it. @param {number} at @param {Sum} sum @returns {Float32Array | null} */
  addend(at, { addend }) {
    const { rows: { positions, middle }, stream } = this;
    if (addend === "positions") return positions?.[at] ?? null;
    if (!middle) return null;
    return addend === "attention" ? less(middle[at], stream[0][at]) : less(stream[1][at], middle[at]);
  }

  /** Between two depths both are mixed. @param {number} at @param {number} depth */
  deep(at, depth) {
    const { stream } = this;
    const below = Math.min(stream.length - 1, Math.floor(depth));
    if (below < 0) return null;
    const above = Math.min(stream.length - 1, below + 1);
    const t = depth - below;
    return t > 0 ? stream[below][at].map((value, i) => value + (stream[above][at][i] - value) * t)
      : stream[below][at];
  }

  /** The number at the end of the colours, of all columns together. @param {Sum} sum @returns {number} */
  limit({ base, depth }) {
    if (base !== "stream") return this.named(base, () => this.rows[base] ?? []);
    const below = Math.floor(depth);
    const of = (/** @type {number} */ d) => this.named(`stream ${d}`, () => this.stream[d] ?? []);
    const above = depth > below ? of(below + 1) : 0;
    return of(below) + (above - of(below)) * (depth - below);
  }

  /** @param {string} name @param {() => Float32Array[]} rows */
  named(name, rows) {
    const known = this.limits.get(name) ?? limitOf(rows());
    this.limits.set(name, known);
    return known;
  }

  /** What else the token in row `at` of those that ask looks at most, the largest weight first.
   * @param {number} at @returns {Look[]} */
  looksOf(at) {
    if (!this.looks) return [];
    const weights = /** @type {Float32Array} */ (part(this.looks, at));
    const token = this.asking[at];
    const most = ranked(weights, LOOKS + 1).filter((to) => to !== token).slice(0, LOOKS);
    return most.map((to) => ({ token, to, weight: weights[to],
      share: weights[to] / weights[most[0]] }));
  }
}

/** @param {NamedArray} array @param {...number} at */
function rowOf(array, ...at) {
  return /** @type {Float32Array} */ (part(array, ...at));
}

/** @param {Float32Array} a @param {Float32Array} b */
function less(a, b) {
  return a.map((value, i) => value - b[i]);
}

/** Unknown numbers do not count. @param {Float32Array[]} rows @returns {number} */
function limitOf(rows) {
  const sizes = rows.flatMap((row) => [...row]).filter((value) => !Number.isNaN(value)).map(Math.abs);
  return quantile(sizes, NEARLY_ALL) || 1;
}
