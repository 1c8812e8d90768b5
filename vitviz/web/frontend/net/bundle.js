// Small JSON and arrays in one answer; Python's half is vitviz/explorer/bundle.py. An answer that
// takes longer is asked for again and again, and says meanwhile how far it is.

import { halves } from "../math/attention.js";

const AGAIN = 400; // milliseconds between two questions to a job
const WAITS = [0, 500, 1500]; // before each try where the server does not answer
const VIEWS = { float16: Uint16Array, float32: Float32Array, uint8: Uint8Array, int32: Int32Array };

/** @returns {{header: object, arrays: Record<string, {values: Float32Array|Uint8Array|Int32Array,
 *   shape: number[]}>}} */
export function unpack(/** @type {ArrayBuffer} */ buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const { arrays: places, ...header } = JSON.parse(
    new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = Math.ceil((4 + length) / 8) * 8;
  const arrays = {};
  for (const [name, { dtype, shape, at }] of Object.entries(places)) {
    const count = shape.reduce((product, side) => product * side, 1);
    const raw = new VIEWS[dtype](buffer, start + at, count);
    arrays[name] = { values: dtype === "float16" ? halves(raw) : raw, shape };
  }
  return { header, arrays };
}

/**
 * What the server answers at `url`. Throws with `.said` (a sentence of the server's), with
 * `.gone = true` when it no longer has the look, or as fetch does.
 * @param {{language: string, signal?: AbortSignal,
 *   progress?: (how: {done: number, total: number, ahead: number}) => void}} options
 */
export async function ask(url, { language, signal, progress }) {
  for (;;) {
    const answer = await reach(url, language, signal);
    if (answer.status === 200) return unpack(await answer.arrayBuffer());
    if (answer.status === 404) throw Object.assign(new Error(url), { gone: true });
    const told = await answer.json();
    if (answer.status !== 202) throw Object.assign(new Error(url), { said: told.error ?? "" });
    progress?.(told);
    await rest(AGAIN, signal);
  }
}

/** Nobody waits any longer: the server need not finish. */
export function stop(url) {
  fetch(new URL(url, document.baseURI), { method: "DELETE", keepalive: true }).catch(() => {});
}

async function reach(url, language, signal) {
  let failure;
  for (const wait of WAITS) {
    await rest(wait, signal);
    try {
      const headers = { "X-Vitviz-Language": language };
      const answer = await fetch(new URL(url, document.baseURI), { signal, headers });
      if (answer.status < 500) return answer;
      failure = new Error(`${url}: ${answer.status}`);
    } catch (error) {
      if (signal?.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

function rest(milliseconds, signal) {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(signal.reason);
    }, { once: true });
  });
}
