import assert from "node:assert/strict";
import { test } from "node:test";

import { halves } from "../../../vitviz/web/frontend/lib/half.js";

const EVERY = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** A half-precision number from its bits in text, as IEEE 754 defines it, in float64. */
function defined(bits) {
  const text = bits.toString(2).padStart(16, "0");
  const sign = text[0] === "1" ? -1 : 1;
  const exponent = parseInt(text.slice(1, 6), 2);
  const fraction = parseInt(text.slice(6), 2);
  if (text.slice(1, 6) === "11111") return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * 2 ** -14 * (fraction / 1024)
    : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

test("each of the 65536 numbers is what the standard says", () => {
  const found = halves(EVERY);
  const wrong = [...EVERY].filter((bits) => !Object.is(found[bits], defined(bits)));
  assert.deepEqual(wrong, []);
});

test("each of the 65536 numbers is what the engine itself reads", { skip: !("getFloat16" in DataView.prototype) }, () => {
  const found = halves(EVERY);
  const view = new DataView(EVERY.buffer);
  const wrong = [...EVERY].filter((bits) => !Object.is(found[bits], view.getFloat16(2 * bits, true)));
  assert.deepEqual(wrong, []);
});

test("known numbers are known", () => {
  const bits = Uint16Array.from([0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555]);
  assert.deepEqual([...halves(bits)].map((value) => Number(value.toPrecision(7))),
    [1, -2, 65504, 5.960464e-8, 0.3332520]);
});
