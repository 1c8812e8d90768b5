// Round numbers for an axis.

/** A few round numbers from 0 to at most `most`. @param {number} most  not negative @returns {number[]} */
export function ticks(most) {
  const ten = 10 ** Math.floor(Math.log10(most || 1));
  const step = [0.25, 0.5, 1, 2.5].map((size) => size * ten).find((size) => most / size <= 4.5) ?? ten;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** Even round numbers that span `values`, first and last beyond them.
 * @param {number[]} values  at least one @returns {{from: number, to: number, steps: number[]}} */
export function span(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = (high - low || 1) / 4;
  const ten = 10 ** Math.floor(Math.log10(size));
  const step = [1, 2, 5, 10].map((each) => each * ten).find((each) => each >= size) ?? size;
  const [from, to] = [Math.floor(low / step) * step, Math.ceil(high / step) * step];
  const count = Math.round((to - from) / step) || 1;
  return { from, to: from + count * step, steps: Array.from({ length: count + 1 }, (_, i) => from + i * step) };
}

/** The power of ten that small bars are counted in: an untrained model adds ten-thousandths.
 * @param {number} most @returns {number} 0 for numbers that need none */
export function unitOf(most) {
  return most > 0 && most < 0.1 ? Math.floor(Math.log10(most)) : 0;
}
