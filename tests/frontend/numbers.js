// What the tests need of numbers.

import assert from "node:assert/strict";

/** An array of `count` things. */
export function numbers(count, make) {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** Every number is as expected, within `tolerance`. */
export function close(found, expected, tolerance) {
  assert.equal(found.length, expected.length);
  const far = numbers(found.length, (i) => Math.abs(found[i] - expected[i]));
  const wrong = far.findIndex((distance) => !(distance <= tolerance));
  assert.ok(wrong < 0, `number ${wrong} is ${found[wrong]}, not ${expected[wrong]}`);
}

/** The half-precision bits of a number that half precision can hold and that is not tiny. */
export function halfBits(value) {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = Math.round((Math.abs(value) / 2 ** exponent - 1) * 1024);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

/** An array of a bundle. */
export function named(shape, make) {
  const count = shape.reduce((product, side) => product * side, 1);
  return { values: Float32Array.from({ length: count }, (_, i) => make(i)), shape };
}
