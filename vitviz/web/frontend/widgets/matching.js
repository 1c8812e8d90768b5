// What a search finds in a list, and where the keys lead in it.

/**
 * @typedef {object} Option
 * @property {string} id
 * @property {string} label  in the visitor's language
 * @property {string} other  in the other one: both are searched
 * @property {string} note
 */

/** @typedef {{found: Option[], at: number}} Found  `at` is the marked row, -1 for none */

const PAGE = 8; // rows

/**
 * The options that contain `text`, whatever its case. The first one is marked, where there is text.
 * @param {Option[]} options
 * @param {string} text  as typed
 * @returns {Found}
 */
export function matching(options, text) {
  const sought = text.trim().toLowerCase();
  const found = options.filter(({ label, other }) => `${label}\n${other}`.toLowerCase().includes(sought));
  return { found, at: sought && found.length ? 0 : -1 };
}

/**
 * The row that a key leads to, null for any other key.
 * @param {string} key
 * @param {number} at  the marked row, -1 for none
 * @param {number} count  of rows
 * @returns {number|null} -1 where there is no row
 */
export function rowAfter(key, at, count) {
  const steps = new Map([["ArrowDown", 1], ["ArrowUp", -1], ["PageDown", PAGE], ["PageUp", -PAGE]]);
  const step = steps.get(key);
  return step === undefined ? null : Math.min(count - 1, Math.max(0, at + step));
}
