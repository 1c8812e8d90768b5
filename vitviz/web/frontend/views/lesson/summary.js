// The end of the Lesson: what is usually said for and against both models, beside what this photo
// showed, and the visitor's own guesses.

import { h } from "../../lib/dom.js";
import { floats } from "../../math/slices.js";
import { placeName } from "./facts.js";
import { sentenceOf, SKIPPED } from "./finding.js";

/** @typedef {import("../../view/host.js").Host} Host */
/** @typedef {import("./facts.js").Facts} Facts */
/** @typedef {import("./finding.js").Speech} Speech */
/** @typedef {{facts: Facts, map: Float32Array|null}} Found */
/**
 * @typedef {object} Subject  whose summary it is
 * @property {string} key  of the analysis
 * @property {string} address  of the analysis
 * @property {string[]} steps
 * @property {Record<string, string>} answers
 * @property {Record<string, string>} guesses  by step, where the words do not have them
 */

// In the order of the notes: what speaks for the ViT, what against it, what a CNN has built in.
export const CLAIMS = ["heads", "order", "cost", "data", "shuffle", "shift", "local", "embedding", "explanation"];
/** Claims that no step of their own shows, by the one that does. @type {Record<string, string>} */
const SHOWN_BY = { local: "heads" };

export class Summary {
  /** @type {Map<string, Found>} */ found = new Map();
  /** @type {Subject|null} */ subject = null;
  /** The key of what is asked for now. */ finding = "";
  claims = h("tbody");
  guesses = h("tbody");
  address = h("a", {}); // which nobody can press on paper: it is written out

  /** @param {Host} host @param {() => Speech} speech @param {(step: string) => void} go */
  constructor(host, speech, go) {
    this.host = host;
    this.speech = speech;
    this.go = go;
    const { words } = host;
    this.element = h("div", { class: "summary" },
      h("h3", {}, words.claims), table([words.claim, words.measured], this.claims),
      h("h3", {}, words.guesses), table([words.step_name, words.your_guess, words.measured], this.guesses),
      h("p", { class: "text", "data-figure": "no" }, words.keep),
      h("p", { class: "text on-paper" }, words.kept_at, " ", this.address));
  }

  /** @param {Subject} subject */
  set(subject) {
    if (subject.key !== this.subject?.key) this.found.clear();
    this.subject = subject;
    this.write();
    this.find();
  }

  /** Where the answers are kept. @param {string} address */
  keptAt(address) {
    this.address.href = address;
    this.address.textContent = address;
  }

  /** Asks for what is missing, one step after another: each is a moment of the server's. What is
   * under way is not begun again; it ends where another subject takes its place. */
  async find() {
    const { key, address } = this.subject ?? { key: "", address: "" };
    if (this.finding === key) return;
    this.finding = key;
    const tried = /** @type {Set<string>} */ (new Set());
    for (let step = this.missing(tried); step !== undefined; step = this.missing(tried)) {
      tried.add(step);
      const answer = await this.host.get(`${address}/lesson?step=${step}`)
        .catch(() => null); // what this model cannot show: the step itself says why
      if (key !== this.subject?.key) return;
      if (answer) this.take(step, answer);
    }
    this.finding = "";
  }

  /** The next step to ask for. @param {Set<string>} tried @returns {string|undefined} */
  missing(tried) {
    const wanted = [...CLAIMS.map((claim) => SHOWN_BY[claim] ?? claim), ...Object.keys(this.subject?.answers ?? {})];
    return wanted.find((step) => !this.found.has(step) && !tried.has(step));
  }

  /** @param {string} step @param {import("../../view/host.js").Bundle} answer */
  take(step, { header, arrays }) {
    this.found.set(step, { facts: /** @type {Facts} */ (header), map: arrays.map ? floats(arrays.map) : null });
    this.write();
  }

  write() {
    const { subject, host: { words } } = this;
    if (!subject) return;
    this.claims.replaceChildren(...CLAIMS.map((step) => h("tr", {},
      h("th", { scope: "row" }, words[`claim_${step}`]), h("td", {}, this.said(step)))));
    this.guesses.replaceChildren(...subject.steps.filter((step) => step in subject.answers)
      .map((step) => this.guessed(step, subject)));
    const none = !this.guesses.children.length;
    if (none) this.guesses.append(h("tr", {}, h("td", { colspan: 3 }, words.no_guesses)));
  }

  /** @param {string} step @param {Subject} subject */
  guessed(step, { answers, guesses }) {
    const { words } = this.host;
    const id = answers[step];
    const text = id === SKIPPED ? words.no_guess : guesses[step] ?? words[`choice_${step}_${id}`]
      ?? placeName(Number(id), this.speech().grid, words);
    const link = h("button", { type: "button", class: "to-step", onclick: () => this.go(step) }, words[`title_${step}`]);
    return h("tr", {}, h("th", { scope: "row" }, link), h("td", { "data-label": words.your_guess }, text),
      h("td", {}, this.said(step)));
  }

  /** @param {string} step */
  said(step) {
    const found = this.found.get(SHOWN_BY[step] ?? step);
    if (!found) return "…";
    return sentenceOf({ step, ...found, answered: this.subject?.answers[step] }, this.speech());
  }
}

/** @param {string[]} heads @param {HTMLElement} body */
function table(heads, body) {
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))), body);
}
