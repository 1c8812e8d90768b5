// Half-precision numbers (IEEE 754 binary16), which no browser of today's reads by itself.

/** @type {Float32Array|null} */
let table = null; // all 65536 of them, 256 kB, made once

function halfTable() {
  const made = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) made[bits] = valueOf(bits);
  return made;
}

/** @param {number} bits */
function valueOf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Half-precision bits as float32. @param {Uint16Array} bits */
export function halves(bits) {
  const known = (table ??= halfTable());
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = known[bits[i]];
  return out;
}
