// Large numbers of parts: their sums, and how often a weight is used.

/**
 * @typedef {object} Part  of a model: all its layers of one kind
 * @property {string} name
 * @property {number} parameters
 * @property {number} least  uses of a weight in a pass, where it is used least
 * @property {number} most
 * @property {number} unshared  parameters if every use had weights of its own
 * @property {number} multiply_adds
 */
/** @typedef {{parts: Part[], size: [height: number, width: number]}} Counted */

/** The sums over all parts. @param {Part[]} parts */
export function totals(parts) {
  const all = { parameters: 0, unshared: 0, multiply_adds: 0 };
  for (const part of parts) {
    all.parameters += part.parameters;
    all.unshared += part.unshared;
    all.multiply_adds += part.multiply_adds;
  }
  return all;
}

/** How often a weight is used: one number, or from the least to the most.
 * @param {Part} part @param {(value: number) => string} write */
export function usesOf({ least, most }, write) {
  return least === most ? write(least) : `${write(least)}–${write(most)}`;
}
