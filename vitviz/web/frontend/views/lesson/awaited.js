// A photo that is not seen yet: on its way to the server once more, or in line for the models, with its
// place as it moves up. Python's half is vitviz/app/server/in_line.py.

import { h } from "../../lib/dom.js";
import { follow } from "../../net/room.js";

/** @typedef {{line: string} | {there: true} | {error: string}} Told */

export class Awaited {
  element = h("p", { class: "text awaited", role: "status", hidden: true });
  /** What is waited for. @type {string|undefined} */ #waits;
  /** @type {AbortController|null} */ #following = null;

  /**
   * @param {object} given
   * @param {import("../../lib/types.js").Words} given.words
   * @param {string} given.language  of what is told
   * @param {(address: string) => string} given.url  of the host
   * @param {(waits: string) => void} given.there  the page may be run again
   * @param {AbortSignal} given.signal  ends the waiting
   */
  constructor({ words, language, url, there, signal }) {
    this.words = words;
    this.headers = { "X-Vitviz-Language": language };
    this.url = url;
    this.there = there;
    signal.addEventListener("abort", () => this.#end());
  }

  /** @param {string|undefined} waits  the address that tells; "" while the tab brings the photo;
   *   undefined where the photo is there */
  set(waits) {
    if (waits === this.#waits && (this.#following || !waits)) return;
    this.#end();
    this.#waits = waits;
    this.element.hidden = waits === undefined;
    if (waits) this.#follow(waits);
    else this.element.textContent = waits === undefined ? "" : this.words.photo_comes;
  }

  /** @param {string} waits */
  #follow(waits) {
    const aborter = this.#following = new AbortController();
    const over = () => { if (this.#following === aborter) this.#end(); };
    follow(this.url(waits), { signal: aborter.signal, headers: this.headers,
      line: (/** @type {Told} */ told) => {
        if ("line" in told || "error" in told) this.element.textContent = "line" in told ? told.line : told.error;
        if ("line" in told) return;
        over();
        if ("there" in told) this.there(waits);
      },
      standing: (standing) => {
        if (standing !== "gone") return; // who does not answer is asked again
        over();
        this.there(waits);
      } });
  }

  #end() {
    this.#following?.abort();
    this.#following = null;
  }
}
