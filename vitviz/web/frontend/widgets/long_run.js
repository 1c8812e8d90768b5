// One long answer: started by a press, with progress and a way to stop; a result that is kept
// shows at once. Each address is asked once, its result stays while the view lives.

import { ask, stop } from "../net/bundle.js";
import { h } from "../lib/dom.js";
import { Progress } from "./progress.js";

export class LongRun {
  /** @param {{lost: () => void, changed: () => void}} actions */
  constructor(words, actions) {
    Object.assign(this, { words, actions, results: new Map(), url: "", running: "", failed: "" });
    this.progress = new Progress(words, () => this.cancel());
    this.button = h("button", { type: "button", class: "chip run", onclick: () => this.run() });
    this.status = h("div", { class: "status", role: "status" });
    this.element = h("div", { class: "long-run", "data-figure": "no" }, this.button,
      this.progress.element, this.status);
  }

  get result() {
    return this.results.get(this.url) ?? null;
  }

  /** `kept`: the server has it already; `offer`: what the button says. */
  set(url, language, { kept, offer }) {
    if (url !== this.url && this.running) this.cancel();
    if (url !== this.url) this.status.textContent = "";
    Object.assign(this, { url, language });
    this.button.textContent = offer;
    if (kept && !this.result && this.failed !== url) this.run();
    this.show();
  }

  show() {
    this.button.hidden = Boolean(this.result || this.running);
  }

  async run() {
    const { url } = this;
    if (this.running === url) return;
    Object.assign(this, { running: url, aborter: new AbortController() });
    const { signal } = this.aborter;
    this.status.textContent = "";
    this.progress.begin();
    this.show();
    this.actions.changed();
    try {
      const found = await ask(url, { language: this.language, signal,
        progress: (how) => !signal.aborted && this.progress.show(how) });
      if (!signal.aborted) this.results.set(url, found);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
    if (signal.aborted) return;
    this.over();
  }

  fail(error) {
    this.failed = this.url; // is not begun again by itself
    this.status.textContent = error.gone ? this.words.gone : error.said || this.words.unreachable;
    if (error.gone) this.actions.lost();
  }

  cancel() {
    this.aborter?.abort();
    if (this.running) stop(this.running);
    this.failed = this.running;
    this.over();
  }

  over() {
    this.running = "";
    this.progress.end();
    this.show();
    this.actions.changed();
  }

  /** Others may wait for the same; where nobody does, the server ends it by itself. */
  end() {
    this.aborter?.abort();
  }
}

/** The address of an answer with its fields. */
export function address(data, name, fields) {
  const asked = new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)]));
  return `${data.urls.look}/${name}?${asked}`;
}
