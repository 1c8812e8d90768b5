// Half-precision numbers (IEEE 754 binary16), which no browser of today's reads by itself.

/** @type {Float32Array|null} */
let table = null; // all 65536 of them, 256 kB, made once

/** A photo's first paint waits for it: a power of two is made for each exponent, not for each number. */
function halfTable() {
  const made = new Float32Array(65536);
  for (let exponent = 0; exponent < 32; exponent++) {
    const [step, implied] = exponent ? [2 ** (exponent - 25), 1024] : [2 ** -24, 0];
    for (let fraction = 0; fraction < 1024; fraction++) {
      const last = fraction ? NaN : Infinity;
      const value = exponent === 31 ? last : (implied + fraction) * step;
      made[(exponent << 10) | fraction] = value;
      made[0x8000 | (exponent << 10) | fraction] = -value;
    }
  }
  return made;
}

/** Half-precision bits as float32. @param {Uint16Array} bits */
export function halves(bits) {
  const known = (table ??= halfTable());
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = known[bits[i]];
  return out;
}
