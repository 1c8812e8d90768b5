// What a view keeps in the address: changed here at once, told to Python after a moment's rest.

import { h } from "../lib/dom.js";
import { get } from "../net/get.js";

const SEND_AFTER = 250; // milliseconds of rest

export class Kept {
  constructor(send, data) {
    Object.assign(this, { send, n: data.n, values: { ...data.view }, changed: {} });
  }

  /** Takes the address as Python has it, unless this view has moved on since. */
  take(data) {
    this.key = data.trace.key;
    if (data.n < this.n) return;
    this.changed = {};
    Object.assign(this.values, data.view);
  }

  set(change) {
    Object.assign(this.values, change);
    Object.assign(this.changed, change); // only these: another view may have changed the others
    this.n += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), SEND_AFTER);
  }

  /** What was let go needs no rest. */
  setNow(change) {
    this.set(change);
    this.tell();
  }

  tell(further = {}) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.send({ n: this.n, key: this.key, ...this.changed, ...further });
  }

  /** The server has forgotten the look: Python makes it again in the rerun that this asks for. */
  missing() {
    this.n += 1;
    this.tell({ missing: this.key });
  }

  /** The view goes, what was set stays set. */
  end() {
    if (this.timer) this.tell();
  }
}

/** One question under way at a time: of those wanted meanwhile only the newest follows. */
export class InTurn {
  /** @param {(url: string) => Promise<boolean>} ask  never rejects; whether it got its answer */
  constructor(ask) {
    Object.assign(this, { ask, wanted: "", answered: "", busy: false });
  }

  async want(url) {
    this.wanted = url;
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

/** One answer of the server for the look on screen, and a line that says what is the matter. */
export class Asked {
  constructor(words, kept) {
    Object.assign(this, { words, kept, key: "", lost: false, retried: "" });
    this.status = h("div", { class: "status", role: "status" });
    this.working = h("p", { class: "said", role: "status", "data-figure": "no" });
    this.element = h("div", { class: "asked" }, this.working, this.status);
  }

  /** Whether `key` is another look than the one asked for, or that one again after it was lost. */
  stale(key) {
    return key !== this.key || this.lost;
  }

  /** Asks for `url` once; `arrived(bundle)` unless another look is asked for meanwhile. */
  async get(url, { key, language }, arrived) {
    this.end();
    Object.assign(this, { key, lost: false, aborter: new AbortController() });
    const { signal } = this.aborter;
    this.status.textContent = "";
    this.working.textContent = this.words.computing;
    try {
      const bundle = await get(url, { language, signal });
      if (!signal.aborted) arrived(bundle);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
    if (!signal.aborted) this.working.textContent = "";
  }

  /** Asks after `wait` milliseconds of rest, and not twice for the same. */
  newest(url, data, arrived, wait) {
    if (url === this.wanted && !this.lost) return;
    this.wanted = url;
    this.end(); // an answer to what was asked before is no answer to this
    const about = { key: data.trace.key, language: data.language };
    this.timer = setTimeout(() => this.get(url, about, arrived), wait);
  }

  fail(error) {
    this.status.textContent = error.gone ? this.words.gone : error.said || this.words.unreachable;
    this.lost = true; // the next update asks again
    if (!error.gone || this.retried === this.key) return;
    this.retried = this.key;
    this.kept.missing();
  }

  end() {
    clearTimeout(this.timer);
    this.aborter?.abort();
  }
}
