// What a view asks the server for: one answer for the analysis on screen, with a line that says
// what is the matter; or the newest of many settings.

import { h } from "../lib/dom.js";

/** One request under way at a time: of those wanted meanwhile only the newest follows. */
export class Latest {
  wanted = "";
  answered = "";
  busy = false;

  /** @param {(address: string) => Promise<boolean>} ask  never rejects; whether it got its answer */
  constructor(ask) {
    this.ask = ask;
  }

  /** @param {string} address */
  async want(address) {
    this.wanted = address;
    if (this.busy) return;
    this.busy = true;
    let asked = "";
    while (this.wanted !== asked && this.wanted !== this.answered) {
      asked = this.wanted;
      this.answered = await this.ask(asked) ? asked : "";
    }
    this.busy = false;
  }
}

/** Says what is the matter with answers; an analysis that is gone at the server is made again, once. */
export class Failures {
  retried = "";

  /** @param {import("./view.js").View} view @param {HTMLElement} status  the line that says it */
  constructor(view, status) {
    this.view = view;
    this.status = status;
  }

  /** @param {unknown} error  of the host's @param {string} key  the analysis that was asked for */
  tell(error, key = this.view.data.trace.key) {
    this.status.textContent = sentence(error, this.view.words);
    if (!isGone(error) || this.retried === key) return;
    this.retried = key;
    this.view.missing();
  }
}

/** The answer to the newest setting, given to `show` while it is of the analysis on screen. */
export class Effects extends Latest {
  waiting = h("p", { class: "text waiting", "data-figure": "no" });
  status = h("div", { class: "status", role: "status" });

  /**
   * @param {import("./view.js").View} view
   * @param {(answer: any, url: string) => void|Promise<void>} show
   */
  constructor(view, show) {
    super((url) => this.fetch(url));
    this.view = view;
    this.show = show;
    this.failures = new Failures(view, this.status);
  }

  /** Whether it is of the analysis on screen. @param {string} url */
  concerns(url) {
    return url.startsWith(`${this.view.data.urls.analysis}/`);
  }

  /** Whether the answer came. @param {string} url */
  async fetch(url) {
    const { view, waiting } = this;
    const late = setTimeout(() => { waiting.textContent = view.words.computing; }, 300);
    try {
      const answer = await view.host.get(url);
      if (this.concerns(url)) {
        this.status.textContent = "";
        await this.show(answer, url);
      }
      return true;
    } catch (error) {
      if (this.concerns(url)) this.failures.tell(error);
      return false;
    } finally {
      clearTimeout(late);
      waiting.textContent = "";
    }
  }
}

/** One answer of the server for the analysis on screen, and a line that says what is the matter. */
export class Request {
  /** The analysis that was asked for. */
  key = "";
  /** Whether the next update must ask again. */
  lost = false;
  wanted = "";
  timer = 0;
  /** @type {AbortController | null} */
  aborter = null;

  /** @param {import("./view.js").View} view */
  constructor(view) {
    this.view = view;
    this.status = h("div", { class: "status", role: "status" });
    this.working = h("p", { class: "text", "data-figure": "no" }); // read aloud only where a view says so
    this.element = h("div", { class: "asked" }, this.working, this.status);
    this.failures = new Failures(view, this.status);
  }

  /** Whether `key` is another analysis than the one asked for, or that one again after it was lost. */
  stale(/** @type {string} */ key) {
    return key !== this.key || this.lost;
  }

  /**
   * Asks for `address` once; `arrived(bundle)` unless something else is asked for meanwhile.
   * @param {string} address
   * @param {(bundle: import("./host.js").Bundle) => void} arrived
   */
  async get(address, arrived) {
    this.end();
    this.key = this.view.data.trace.key;
    this.lost = false;
    this.aborter = new AbortController();
    const { signal } = this.aborter;
    this.status.textContent = "";
    this.working.textContent = this.view.words.computing;
    try {
      const bundle = await this.view.host.get(address, { signal });
      if (!signal.aborted) arrived(bundle);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
    if (!signal.aborted) this.working.textContent = "";
  }

  /**
   * Asks after a debounce of `wait` milliseconds, and not twice for the same.
   * @param {string} address
   * @param {(bundle: import("./host.js").Bundle) => void} arrived
   * @param {number} wait
   */
  newest(address, arrived, wait) {
    if (address === this.wanted && !this.lost) return;
    this.wanted = address;
    this.end(); // an answer to what was asked before is no answer to this
    this.timer = window.setTimeout(() => this.get(address, arrived), wait);
  }

  /** Says what is the matter; what is gone at the server is made again, once. @param {unknown} error */
  fail(error) {
    this.lost = true;
    this.failures.tell(error, this.key);
  }

  end() {
    clearTimeout(this.timer);
    this.aborter?.abort();
  }
}

/** @typedef {import("./host.js").Failure} Failure */

/** Whether `host.get` found the analysis no longer there. @param {unknown} error  of it */
export function isGone(error) {
  return Boolean(/** @type {Failure|undefined} */ (error)?.gone);
}

/** What to say of an error of `host.get`. @param {unknown} error  @param {Record<string, string>} words */
export function sentence(error, words) {
  if (isGone(error)) return words.gone;
  return /** @type {Failure|undefined} */ (error)?.sentence || words.unreachable;
}
