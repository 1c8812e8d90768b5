// Changes of the view state that Python has not acknowledged yet, of the whole tab: numbered in
// their order, carried by every answer until they are acknowledged, taken once each. Streamlit may
// lose an answer, and of two in one breath it may deliver only the last.

/** @typedef {import("./host.js").Fields} Fields */
/**
 * @typedef {{n: number, set: Fields, grid: number[] | null,
 *   scope: string}} Change  `grid`: rows and columns of the patches that `set` names
 */

export class Pending {
  n = 0;
  /** The number of the last change that was sent. */
  sent = 0;
  /** The number of the last change that Python has acknowledged. */
  heard = 0;
  /** @type {Change[]} */
  changes = [];

  /**
   * Adds what was set. It joins the last change where that sets the same fields and was not sent
   * yet: an arrow key that is held down is one change.
   * @param {Omit<Change, "n">} change
   * @returns {boolean} whether one before it can be joined no more, and is to be sent
   */
  add(change) {
    const last = this.changes.at(-1);
    const waits = last !== undefined && last.n > this.sent;
    if (last && waits && last.scope === change.scope && sameFields(last.set, change.set)) {
      Object.assign(last, change);
      return false;
    }
    this.n += 1;
    this.changes.push({ n: this.n, ...change });
    return waits;
  }

  /** All that is not acknowledged, the oldest first. @returns {{changes: Change[], heard: number}} */
  answer() {
    this.sent = this.n;
    return { heard: this.heard, changes: this.changes.map((change) => ({ ...change })) };
  }

  /** Forgets what has arrived. @param {number} n  the number of the last that did */
  acknowledge(n) {
    this.changes = this.changes.filter((change) => change.n > n);
    this.heard = n;
    this.n = Math.max(this.n, n);
    this.sent = Math.max(this.sent, n);
  }

  /** Takes another's changes in place of its own. @param {Change[]} changes  that were sent */
  adopt(changes) {
    this.changes = changes;
    this.n = this.sent = Math.max(this.n, changes.at(-1)?.n ?? 0);
  }

  /** Whether something was sent that has not been acknowledged. */
  get unheard() {
    return this.changes.some(({ n }) => n <= this.sent);
  }

  /**
   * `state` as it will be when all of its scope has arrived.
   * @param {Fields} state  @param {string} scope @returns {Fields}
   */
  over(state, scope) {
    const mine = this.changes.filter((change) => change.scope === scope);
    return Object.assign({}, state, ...mine.map(({ set }) => set));
  }
}

function sameFields(/** @type {object} */ one, /** @type {object} */ other) {
  const names = Object.keys(other);
  return names.length === Object.keys(one).length && names.every((name) => name in one);
}
