// Parts of arrays that lie row after row.

/** @typedef {import("../lib/types.js").NamedArray} NamedArray */

/**
 * What an array holds at its first indices, without a copy: of (layers, heads, tokens) the tokens
 * of one head are `part(array, layer, head)`.
 * @template {Float32Array | Uint8Array | Int32Array} Values
 * @param {{values: Values, shape: number[]}} array
 * @param {...number} at
 * @returns {Values}
 */
export function part({ values, shape }, ...at) {
  const size = shape.slice(at.length).reduce((product, side) => product * side, 1);
  const start = at.reduce((total, index, axis) => total * shape[axis] + index, 0) * size;
  return /** @type {Values} */ (values.subarray(start, start + size));
}

/**
 * An array's numbers, which must have come as float16 or float32.
 * @param {NamedArray} array
 * @returns {Float32Array}
 */
export function floats({ values }) {
  if (values instanceof Float32Array) return values;
  throw new TypeError(`expected floating-point numbers, got ${values?.constructor.name}`);
}

/**
 * `count` values `step` apart: of (depths, classes) one class at every depth is
 * `strided(values, index, classes, depths)`.
 * @param {ArrayLike<number>} values
 * @param {number} from
 * @param {number} step
 * @param {number} count
 */
export function strided(values, from, step, count) {
  return Float32Array.from({ length: count }, (_, i) => values[from + i * step]);
}
