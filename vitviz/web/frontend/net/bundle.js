// Small JSON and arrays in one answer; Python's half is vitviz/web/bundle.py.

import { halves } from "../lib/half.js";

const VIEWS = { float16: Uint16Array, float32: Float32Array, uint8: Uint8Array, int32: Int32Array };

/** @typedef {import("../lib/types.js").Bundle} Bundle */
/** @typedef {{dtype: keyof typeof VIEWS, shape: number[], at: number}} Described */

/** @param {ArrayBuffer} buffer  @returns {Bundle} */
export function unpack(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const { arrays: places, ...header } = JSON.parse(
    new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = Math.ceil((4 + length) / 8) * 8;
  /** @type {Bundle["arrays"]} */
  const arrays = {};
  const described = /** @type {[string, Described][]} */ (Object.entries(places));
  for (const [name, { dtype, shape, at }] of described) {
    const count = shape.reduce((product, side) => product * side, 1);
    const raw = new VIEWS[dtype](buffer, start + at, count);
    arrays[name] = { values: raw instanceof Uint16Array ? halves(raw) : raw, shape };
  }
  return { header, arrays };
}
