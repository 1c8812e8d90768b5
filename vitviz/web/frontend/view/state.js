// The fields of the view state that a view shows: changed here at once, told to Python
// after a debounce.

const SEND_AFTER = 250; // milliseconds of debounce

/** @typedef {import("./host.js").Fields} Fields */

export class State {
  /** What the view shows now; which fields it has its page says. @type {Record<string, any>} */
  values = {};
  /** What is under a finger and not committed yet. @type {Fields} */
  held = {};
  /** @type {number[] | null} */
  grid = null;
  timer = 0;

  /** @param {import("./host.js").Host} host */
  constructor(host) {
    this.host = host;
  }

  /**
   * Takes the state as Python has it; what was set here since then stays, and what is under a
   * finger too.
   * @param {import("./host.js").Data} data
   */
  take({ state, trace }) {
    this.grid = trace?.grid ?? null;
    Object.assign(this.values, this.host.pending.over(state, this.host.scope), this.held);
  }

  /** Shows a change that is still under the finger. @param {Fields} change */
  hold(change) {
    Object.assign(this.held, change);
    Object.assign(this.values, change);
  }

  /** Sets fields; several moves within a moment are told as one. @param {Fields} set */
  set(set) {
    for (const name of Object.keys(set)) delete this.held[name];
    Object.assign(this.values, set);
    if (this.host.pending.add({ set, grid: this.grid, scope: this.host.scope })) this.host.send();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.tell(), SEND_AFTER);
  }

  /** What was let go needs no debounce. @param {Fields} set */
  setNow(set) {
    this.set(set);
    this.tell();
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.host.send();
  }

  /** The view goes, what was set stays set. */
  end() {
    if (this.timer) this.tell();
  }
}
