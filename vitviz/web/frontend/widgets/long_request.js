// One long request at a time, without the page: what runs, what has failed, and the results,
// which stay while the view lives, so that each address is asked for once.

/** @typedef {import("./progress.js").Reached} Reached */

/**
 * Asks the server for `url`. The request lasts as long as the computation: progress comes
 * through it, so no timer keeps the computation alive where the tab is hidden, and aborting
 * it ends the computation, unless others wait for the same.
 * @template Result
 * @callback Get
 * @param {string} url
 * @param {{signal: AbortSignal, progress: (reached: Reached) => void, interrupted: () => void}} options
 * @returns {Promise<Result>}
 */

/**
 * @typedef {object} Listener
 * @property {() => void} begun  a request is under way
 * @property {(reached: Reached) => void} progress
 * @property {(error: unknown) => void} failed
 * @property {() => void} ended  none is under way any longer, whatever the reason
 */

/** @template Result */
export class LongRequest {
  /** @type {Get<Result>} */
  #get;
  /** @type {Listener} */
  #on;
  /** @type {Map<string, Result>} */
  #results = new Map();
  /** @type {AbortController|null} */
  #aborter = null;
  #running = "";
  #failed = ""; // is not begun again by itself
  #broken = ""; // what a broken connection or a forgetful server ended, without the analysis' name
  url = "";

  /**
   * @param {Get<Result>} get
   * @param {Listener} on
   */
  constructor(get, on) {
    this.#get = get;
    this.#on = on;
  }

  /** @returns {Result|null} */
  get result() {
    return this.#results.get(this.url) ?? null;
  }

  get running() {
    return this.#running !== "";
  }

  /**
   * What is wanted from now on; another request that is under way ends.
   * @param {string} url
   * @param {boolean} cached  the server has the result already: it is fetched without being asked for
   */
  want(url, cached) {
    if (url !== this.url && this.running) this.cancel();
    this.url = url;
    if (cached && !this.result && this.#failed !== url) this.start();
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
    try {
      const result = await this.#get(url, { signal, progress, interrupted });
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
    this.#broken = "";
    this.#aborter?.abort();
    this.#failed = this.#running;
    this.#over();
  }

  #over() {
    this.#running = "";
    this.#on.ended();
  }

  /** The view goes: nothing is told any more. */
  end() {
    this.#aborter?.abort();
  }
}

/** An address of an analysis without the analysis' name. @param {string} url */
function unnamed(url) {
  return url.replace(/^.*\/analysis\/[^/]+/, "");
}
