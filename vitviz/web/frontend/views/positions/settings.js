// What a change of the position embedding depends on, as its address and its title say it.

import { fill } from "../../lib/dom.js";
import { decimals } from "../../lib/formats.js";

/**
 * @typedef {object} Settings  of the view state
 * @property {string} change  one of the host's constants
 * @property {number} amount  what a scaled table is multiplied by
 * @property {number} seed  of an order
 * @property {number} patch  whose embedding all get
 */

/** How an amount is written. @type {import("../../lib/types.js").Write} */
export const amountText = decimals("en", 2);

/** Whether a change can be made: rows and columns change places on a square grid alone.
 * @param {string} change @param {import("../../lib/types.js").Grid} grid */
export function possible(change, [rows, cols]) {
  return change !== "transpose" || rows === cols;
}

/** The patch to take the embedding of: on a smaller grid than it was picked on, the last at most.
 * @param {number} patch @param {import("../../lib/types.js").Grid} grid */
export function patchOn(patch, [rows, cols]) {
  return Math.min(patch, rows * cols - 1);
}

/**
 * The parameters of a request, without what its change does not depend on: others may already
 * have asked for the same.
 * @param {Settings} settings
 * @param {import("../../lib/types.js").Grid} grid
 */
export function parametersOf({ change, amount, seed, patch }, grid) {
  /** @type {Record<string, string>} */
  const more = { scale: `&amount=${amount}`, shuffle: `&seed=${seed}`, photo: `&seed=${seed}`,
    all: `&patch=${patchOn(patch, grid)}` };
  return `change=${change}${more[change] ?? ""}`;
}

/** The change in words: "Change: shuffled (seed 3)".
 * @param {Settings} settings @param {import("../../lib/types.js").Words} words */
export function titleOf({ change, amount, seed }, words) {
  const kind = words[`change_${change}`];
  const order = fill(words.change_seeded, { change: kind, seed });
  /** @type {Record<string, string>} */
  const more = { scale: `${kind} ${amountText(amount)}`, shuffle: order, photo: order };
  return fill(words.change_title, { change: more[change] ?? kind });
}
