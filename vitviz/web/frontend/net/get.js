// A bundle of the server by its address. A long one comes as a stream that lasts as long as the
// work and says meanwhile how far it is; aborting it ends the work, unless others wait for the same.

import { unpack } from "./bundle.js";
import { failure, fromStream } from "./stream.js";

const WAITS = [0, 500, 1500]; // milliseconds before each try where nobody answers
const STREAM = "application/x-vitviz-stream";

/** @typedef {import("./bundle.js").Bundle} Bundle */
/** @typedef {import("./stream.js").Reached} Reached */

/**
 * @typedef {object} Options
 * @property {string} [language]  of a refusal; without it the browser's own
 * @property {AbortSignal} [signal]
 * @property {(reached: Reached) => void} [progress]
 * @property {(bundle: Bundle) => void} [partial]  what is made so far; a later one holds all of it
 * @property {() => void} [interrupted]  nobody answers, or not to the end; it is tried again
 * @property {"high"|"low"|"auto"} [priority]
 */

/**
 * What the server answers at `url`. Rejects with `.sentence` (a sentence of the server's), with
 * `.gone = true` when it no longer has the analysis, or as fetch does where nobody answers.
 * @param {string} url  absolute
 * @param {Options} [options]
 * @returns {Promise<Bundle>}
 */
export async function get(url, options = {}) {
  let unreachable;
  for (const wait of WAITS) {
    await rest(wait, options.signal);
    try {
      return unpack(await buffer(url, options));
    } catch (error) {
      const { gone, sentence } = /** @type {import("./stream.js").Failure} */ (error);
      if (options.signal?.aborted || gone || sentence !== undefined) throw error;
      unreachable = error;
      options.interrupted?.();
    }
  }
  throw unreachable;
}

/** @param {string} url  @param {Options} options  @returns {Promise<ArrayBuffer>} */
async function buffer(url, { language, signal, progress, partial, priority }) {
  const headers = /** @type {Record<string, string>} */ (
    language ? { "X-Vitviz-Language": language } : {}); // none: the page's head has asked without
  const answer = await fetch(url, { signal, headers, priority });
  if (answer.status === 404) throw failure(url, { gone: true });
  if (answer.status === 400) throw failure(url, { sentence: (await answer.json()).error ?? "" });
  if (!answer.ok || !answer.body) throw failure(`${url}: ${answer.status}`, {});
  if (answer.headers.get("Content-Type") !== STREAM) return answer.arrayBuffer();
  return fromStream(answer.body.getReader(), { progress,
    partial: partial && ((bytes) => partial(unpack(bytes))) });
}

/** @param {number} milliseconds  @param {AbortSignal} [signal]  @returns {Promise<void>} */
function rest(milliseconds, signal) {
  if (!milliseconds) return Promise.resolve();
  return new Promise((done, fail) => {
    const stopped = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stopped);
      done();
    }, milliseconds);
    signal?.addEventListener("abort", stopped, { once: true });
  });
}
