// One long computation at a time, as one view wants it: what runs, what is there of it, what has
// failed, and the results, which stay while the view lives. The tab's runs outlive it.

/** @typedef {import("./progress.js").Reached} Reached */

/** @typedef {import("../view/host.js").About} About */

/**
 * The tab's: `get` joins a computation or begins it, and aborting it leaves it running; `stop` ends
 * it, unless others wait for the same.
 * @template Result
 * @typedef {object} Runs
 * @property {(url: string) => boolean} has  it runs, or its result is kept
 * @property {(url: string) => void} stop
 * @property {(url: string, options: {signal: AbortSignal, about: About,
 *   progress: (reached: Reached) => void, partial: (result: Result) => void,
 *   interrupted: () => void}) => Promise<Result>} get
 */

/**
 * @typedef {object} Listener
 * @property {() => void} begun  a request is under way
 * @property {(reached: Reached) => void} progress
 * @property {() => void} grown  there is more of the result
 * @property {(error: unknown) => void} failed
 * @property {() => void} ended  none is under way any longer, whatever the reason
 */

/** @template Result */
export class LongRequest {
  /** @type {Runs<Result>} */
  #runs;
  /** @type {Listener} */
  #on;
  /** @type {() => About} */
  #about;
  /** @type {Map<string, Result>} */
  #results = new Map();
  /** @type {AbortController|null} */
  #aborter = null;
  #running = "";
  #failed = ""; // is not begun again by itself
  #broken = ""; // what a broken connection or a forgetful server ended, without the analysis' name
  url = "";
  /** What is there of the result of `url` while it is made. @type {Result|null} */
  partial = null;

  /**
   * @param {Runs<Result>} runs
   * @param {Listener} on
   * @param {() => About} about  what is wanted
   */
  constructor(runs, on, about) {
    this.#runs = runs;
    this.#on = on;
    this.#about = about;
  }

  /** @returns {Result|null} */
  get result() {
    return this.#results.get(this.url) ?? null;
  }

  get running() {
    return this.#running !== "";
  }

  /**
   * What is wanted from now on. What runs for other settings of the same analysis ends; for
   * another photo it goes on, and is joined where it is wanted again.
   * @param {string} url
   * @param {boolean} cached  the server has the result already: it is fetched without being asked for
   */
  want(url, cached) {
    if (url !== this.url) {
      if (this.running && analysisOf(url) === analysisOf(this.url)) this.cancel();
      else if (this.running) this.#leave();
      this.partial = null;
    }
    this.url = url;
    const there = cached || this.#runs.has(url);
    if (there && !this.result && this.#failed !== url) this.start();
  }

  /**
   * As `want`, where the server has been heard of again: what was under way when it was not is
   * taken up, though the analysis may have another name by now.
   * @param {string} url  @param {boolean} cached
   */
  takeUp(url, cached) {
    const again = this.#broken !== "" && this.#broken === unnamed(url);
    this.want(url, cached);
    this.#broken = "";
    if (again && !this.result && !this.running) this.start();
  }

  async start() {
    const { url } = this;
    if (this.#running === url) return;
    const aborter = new AbortController();
    const { signal } = aborter;
    this.#aborter = aborter;
    this.#running = url;
    this.#broken = "";
    this.#on.begun();
    const interrupted = () => { if (!signal.aborted) this.#broken = unnamed(url); };
    const progress = (/** @type {Reached} */ reached) => {
      if (signal.aborted) return;
      this.#broken = "";
      this.#on.progress(reached);
    };
    const partial = (/** @type {Result} */ result) => {
      if (signal.aborted) return;
      this.partial = result;
      this.#on.grown();
    };
    try {
      const result = await this.#runs.get(url, { signal, progress, partial, interrupted,
        about: this.#about() });
      if (signal.aborted) return;
      this.#results.set(url, result);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed = url;
      if (/** @type {{gone?: boolean}|null} */ (error)?.gone) interrupted();
      this.#on.failed(error);
    }
    this.#over();
  }

  /** Somebody wants it no longer; what was stopped is not begun again by itself. */
  cancel() {
    const url = this.#running;
    this.#broken = "";
    this.#failed = url;
    this.#leave();
    this.#runs.stop(url);
  }

  #leave() {
    this.#aborter?.abort();
    this.#over();
  }

  #over() {
    this.#running = "";
    this.partial = null;
    this.#on.ended();
  }

  /** The view goes: nothing is told any more, but what runs goes on. */
  end() {
    this.#aborter?.abort();
  }
}

/** The name of the analysis in an address. @param {string} url */
function analysisOf(url) {
  return /\/analysis\/([^/]+)/.exec(url)?.[1];
}

/** An address of an analysis without the analysis' name. @param {string} url */
function unnamed(url) {
  return url.replace(/^.*\/analysis\/[^/]+/, "");
}
