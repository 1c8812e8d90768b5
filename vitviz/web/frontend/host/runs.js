// Long computations of the tab. They outlive the view that began them: another page, photo or
// language ends none, and after a reload they are taken up, where the server has kept the parts that
// were finished. What is finished is kept for who comes back.

/** @typedef {import("../net/bundle.js").Bundle} Bundle */
/** @typedef {import("../net/stream.js").Reached} Reached */
/** @typedef {import("../view/host.js").About} About */
/** @typedef {import("../view/host.js").RunOptions} RunOptions */
/** @typedef {import("../view/host.js").RunState} RunState */

/**
 * @typedef {object} Run
 * @property {About} about
 * @property {AbortController} aborter
 * @property {Set<RunOptions>} listeners
 * @property {Promise<Bundle>} answer
 * @property {Reached | null} reached
 * @property {Bundle | null} partial
 * @property {string} [language]  of a refusal
 */

const KEPT = 12; // results: some hundred kilobytes each
const NAME = "vitviz-runs"; // in the tab's storage, for a reload

export class Runs {
  /** @type {Map<string, Run>} */
  running = new Map();
  /** By their addresses, the oldest first. @type {Map<string, Bundle>} */
  results = new Map();
  /** Finished while nobody looked. @type {Map<string, About>} */
  ready = new Map();
  /** @type {Set<(states: RunState[]) => void>} */
  watchers = new Set();

  /**
   * @param {(url: string, options: {signal: AbortSignal, progress: (reached: Reached) => void,
   *   partial: (bundle: Bundle) => void, interrupted: () => void, language?: string}) => Promise<Bundle>} ask
   * @param {() => Pick<Storage, "getItem"|"setItem">} storage  the tab's; may throw
   */
  constructor(ask, storage) {
    this.ask = ask;
    this.storage = storage;
  }

  /** Whether it runs, or its result is here. @param {string} url */
  has(url) {
    return this.running.has(url) || this.results.has(url);
  }

  /** The result of `url`, begun if need be. Who aborts leaves; the run goes on.
   * @param {string} url @param {RunOptions} options @returns {Promise<Bundle>} */
  get(url, options) {
    const kept = this.results.get(url);
    if (this.ready.delete(url)) this.tell();
    if (kept) return Promise.resolve(kept);
    const run = this.running.get(url) ?? this.begin(url, options.about, options.language);
    run.listeners.add(options);
    options.signal.addEventListener("abort", () => run.listeners.delete(options));
    if (run.reached) options.progress(run.reached);
    if (run.partial) options.partial?.(run.partial);
    return run.answer;
  }

  /** @param {string} url @param {About} about @param {string} [language] @returns {Run} */
  begin(url, about, language) {
    const aborter = new AbortController();
    /** @type {Omit<Run, "answer">} */
    const made = { about, language, aborter, listeners: new Set(), reached: null, partial: null };
    const each = (/** @type {(heard: RunOptions) => void} */ act) => { for (const heard of made.listeners) act(heard); };
    const answer = this.ask(url, { signal: aborter.signal, language,
      progress: (reached) => { made.reached = reached; each((heard) => heard.progress(reached)); this.tell(); },
      partial: (bundle) => { made.partial = bundle; each((heard) => heard.partial?.(bundle)); },
      interrupted: () => each((heard) => heard.interrupted?.()) });
    const run = Object.assign(made, { answer });
    this.running.set(url, run);
    answer.then((bundle) => this.finished(url, run, bundle), () => this.over(url, run));
    this.note();
    return run;
  }

  /** @param {string} url @param {Run} run @param {Bundle} bundle */
  finished(url, run, bundle) {
    this.results.set(url, bundle);
    for (const old of [...this.results.keys()].slice(0, -KEPT)) this.results.delete(old);
    if (!run.listeners.size && this.running.get(url) === run) this.ready.set(url, run.about);
    this.over(url, run);
  }

  /** @param {string} url @param {Run} run */
  over(url, run) {
    if (this.running.get(url) !== run) return;
    this.running.delete(url);
    this.note();
  }

  /** Another version of our modules goes on, with what is noted. */
  end() {
    const left = [...this.running.values()];
    this.running.clear();
    for (const { aborter } of left) aborter.abort();
  }

  /** Somebody wants it no longer. @param {string} url */
  stop(url) {
    const run = this.running.get(url);
    if (!run) return;
    run.aborter.abort();
    this.over(url, run);
  }

  /** Takes up what ran when the page was left. */
  resume() {
    /** @type {[string, About, string][]} */
    let left = [];
    try {
      left = JSON.parse(this.storage().getItem(NAME) ?? "[]");
    } catch {
      // the visitor's browser keeps nothing
    }
    for (const [url, about, language] of left) this.begin(url, about, language);
  }

  /** For a reload, and for who watches. */
  note() {
    try {
      const left = [...this.running].map(([url, { about, language }]) => [url, about, language]);
      this.storage().setItem(NAME, JSON.stringify(left));
    } catch {
      // then a reload ends them
    }
    this.tell();
  }

  tell() {
    const states = this.states();
    for (const tell of this.watchers) tell(states);
  }

  /** What runs and what is ready, the newest first. @returns {RunState[]} */
  states() {
    const running = [...this.running.values()].map(({ about, reached }) =>
      ({ about, part: reached?.total ? reached.done / reached.total : 0, ready: false }));
    const ready = [...this.ready.values()].map((about) => ({ about, part: 1, ready: true }));
    return [...ready, ...running].reverse();
  }

  /** Calls `tell` now and at each change, until `signal` aborts.
   * @param {(states: RunState[]) => void} tell @param {AbortSignal} signal */
  watch(tell, signal) {
    this.watchers.add(tell);
    signal.addEventListener("abort", () => this.watchers.delete(tell));
    tell(this.states());
  }
}
