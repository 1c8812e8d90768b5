// A lecture as a student's page takes part in it: each answer is counted in the class's room, and what
// the photo showed waits until the teacher reveals it. Where the room or its server is gone nobody waits.

import { fill, h } from "../../lib/dom.js";
import { follow, tell } from "../../net/room.js";
import { answerBars } from "../lecture/answers.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../net/room.js").ForClass} ForClass */
/** @typedef {import("../lecture/answers.js").Naming} Naming */

const ADDRESS = "api/lecture";

export class ClassRoom {
  /** Its code, "" where the lesson is seen alone. */
  code = "";
  /** What the class is told, null before it has been. @type {ForClass|null} */
  told = null;
  /** Whether nobody is to wait for a teacher. */
  left = false;
  /** What was answered and waits, by step. @type {Record<string, string>} */
  given = {};
  /** @type {AbortController|null} */
  following = null;
  element = h("div", { class: "class-room", role: "status" });
  #at = "";

  /**
   * @param {object} given
   * @param {Words} given.words
   * @param {(address: string) => string} given.url  of the host
   * @param {AbortSignal} given.signal  ends the listening
   * @param {() => void} given.changed  what is held may be released, or the teacher is elsewhere
   * @param {(step: string) => void} given.go
   */
  constructor({ words, url, signal, changed, go }) {
    this.words = words;
    this.url = url;
    this.changed = changed;
    this.go = go;
    signal.addEventListener("abort", () => this.following?.abort());
  }

  /** Takes part in the room of this code. @param {string} code */
  join(code) {
    if (code === this.code) return;
    this.following?.abort();
    Object.assign(this, { code, told: null, left: false, following: null });
    if (!code) return;
    this.following = new AbortController();
    follow(this.#address(), { signal: this.following.signal,
      line: (/** @type {ForClass} */ told) => { this.told = told; this.changed(); },
      standing: (standing) => { this.left = standing !== "here"; this.changed(); } });
  }

  /** Whether what the photo showed at `step` waits for the teacher. @param {string} step */
  holds(step) {
    return Boolean(this.code) && !this.left && !this.told?.revealed[step];
  }

  /** Tells the class's count what was answered. @param {string} step @param {string} choice */
  async answer(step, choice) {
    if (!this.code) return;
    const { code } = this;
    if (this.holds(step)) this.given[step] = choice;
    const { status } = await tell(this.#address("answer"), { step, choice });
    // Full, or gone: nobody knows of this answer, so nobody reveals it.
    if (status !== 200 && code === this.code) { this.left = true; this.changed(); }
  }

  /** The answers that wait no longer, which are taken out. @returns {Record<string, string>} */
  released() {
    const found = Object.entries(this.given).filter(([step]) => !this.holds(step));
    for (const [step] of found) delete this.given[step];
    return Object.fromEntries(found);
  }

  /** What the class answered, where the teacher has revealed it. @param {Naming} naming @returns {HTMLElement[]} */
  bars(naming) {
    const bars = this.code && this.told?.revealed[naming.step];
    return bars ? [h("h3", {}, this.words.answers), answerBars(bars, naming)] : [];
  }

  /** The way to where the teacher is. @param {string} step  that is shown @param {string[]} steps */
  lead(step, steps) {
    const at = this.code && !this.left && this.told?.at !== step ? this.told?.at ?? "" : "";
    if (at === this.#at) return;
    this.#at = at;
    const { words } = this;
    this.element.replaceChildren(...(steps.includes(at) ? [h("span", {}, fill(words.room_at,
      { number: steps.indexOf(at) + 1, title: words[`title_${at}`] })),
    h("button", { type: "button", class: "chip", "data-value": "follow", onclick: () => this.go(at) }, words.room_go)] : []));
  }

  /** @param {...string} parts */
  #address(...parts) {
    return this.url([ADDRESS, this.code, ...parts].join("/"));
  }
}
