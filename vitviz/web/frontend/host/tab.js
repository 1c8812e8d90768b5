// A tab is one version's of our modules at a time. A server that was started anew may be of another
// version, whose modules come into a page that has some already: the ones that a message is for
// take the tab over, with what was pressed and has not arrived.

/**
 * What one version leaves to the next, which may be older or newer: it stays as it is.
 * @typedef {{changes: import("../view/pending.js").Change[], events: Record<string, unknown>}} Left
 * @typedef {() => Left} Leave  ends all that a version does in the tab
 */

const OWNER = Symbol.for("vitviz.tab");
const tab = /** @type {Record<symbol, Leave|undefined>} */ (/** @type {unknown} */ (globalThis));

/**
 * Makes the tab this version's, unless it is so already.
 * @param {Leave} leave  how it leaves when another takes over
 * @returns {Left|null}  what the one before it left; null where there is nothing to take over
 */
export function takeOver(leave) {
  const before = tab[OWNER];
  if (before === leave) return null;
  tab[OWNER] = leave;
  return before?.() ?? { changes: [], events: {} };
}
