// One long computation on the page: started by a press, with progress and a way to stop; a
// result that the server has already shows at once.

import { h } from "../lib/dom.js";
import { isGone, sentence } from "../view/request.js";
import { LongRequest } from "./long_request.js";
import { Progress } from "./progress.js";

/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("../view/host.js").About} About */

/**
 * @template Result
 * @typedef {object} LongRunOptions
 * @property {import("./long_request.js").Runs<Result>} runs
 * @property {() => About} about  what it is and where
 * @property {() => void} lost  the server no longer has the analysis
 * @property {() => void} changed  a request has begun or ended, or there is more of its result
 */

/** @template Result */
export class LongRun {
  /** @type {Words} */
  #words;
  /** @type {LongRunOptions<Result>} */
  #options;
  /** @type {LongRequest<Result>} */
  #request;
  /** @type {Progress} */
  #progress;
  /** @type {HTMLElement} */
  #button;
  /** @type {HTMLElement} */
  #status;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {LongRunOptions<Result>} options
   */
  constructor(words, options) {
    this.#words = words;
    this.#options = options;
    this.#request = new LongRequest(options.runs, { begun: () => this.#begun(), ended: () => this.#ended(),
      progress: (reached) => this.#progress.show(reached), grown: () => options.changed(),
      failed: (error) => this.#fail(error) }, options.about);
    this.#progress = new Progress(words, () => this.#request.cancel());
    // Hidden until it is known what there is to run, for until then it says nothing.
    this.#button = h("button", { type: "button", class: "chip run", hidden: true,
      onclick: () => this.#request.start() });
    this.#status = h("div", { class: "status", role: "status" });
    this.element = h("div", { class: "long-run", "data-figure": "no" }, this.#button,
      this.#progress.element, this.#status);
  }

  /** What is there for the address on screen. @returns {Result|null} */
  get result() {
    return this.#request.result;
  }

  /** What is there of it while it is made. @returns {Result|null} */
  get partial() {
    return this.#request.partial;
  }

  get url() {
    return this.#request.url;
  }

  get running() {
    return this.#request.running;
  }

  /**
   * @param {string} url
   * @param {{cached: boolean, label: string, heard?: boolean}} how  `cached`: the server has the
   *   result already; `label`: what the button says; `heard`: a message has just come, so that what
   *   a break of the connection ended is taken up
   */
  set(url, { cached, label, heard = false }) {
    if (url !== this.url) this.#status.textContent = "";
    this.#button.textContent = label;
    if (heard) this.#request.takeUp(url, cached);
    else this.#request.want(url, cached);
    this.#show();
  }

  #show() {
    this.#button.hidden = this.result !== null || this.running;
  }

  #begun() {
    this.#status.textContent = "";
    this.#progress.begin();
    this.#show();
    this.#options.changed();
  }

  #ended() {
    this.#progress.end();
    this.#show();
    this.#options.changed();
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#status.textContent = sentence(error, this.#words);
    if (isGone(error)) this.#options.lost();
  }

  /** The view goes. */
  end() {
    this.#request.end();
  }
}

/**
 * The screen on which a computation is begun, for a link that leads there: settings that have not
 * reached the address yet are in it.
 * @param {Pick<import("../view/host.js").Host, "pending"|"scope">} host
 * @param {string} title @param {string} section
 * @returns {About}
 */
export function aboutHere({ pending, scope }, title, section) {
  const here = new URL(location.href);
  for (const [name, value] of Object.entries(pending.over({}, scope))) {
    here.searchParams.set(name, String(value));
  }
  return { title, section, href: `${here.pathname}${here.search}` };
}

/**
 * The address of an endpoint of the analysis on screen, with its fields.
 * @param {{urls: {analysis: string}}} data
 * @param {string} name
 * @param {Record<string, unknown>} fields
 * @returns {string}
 */
export function address(data, name, fields) {
  const query = new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)]));
  return `${data.urls.analysis}/${name}?${query}`;
}
