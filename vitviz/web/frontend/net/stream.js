// A long answer: lines of JSON that say how far it is, then a bundle, or what went wrong.
// Python's half is vitviz/app/server/job_stream.py.

/** @typedef {{done: number, total: number, ahead: number}} Reached  steps, and jobs before it */
/** @typedef {Error & {gone?: boolean, sentence?: string}} Failure */

/**
 * The bytes of the bundle at the stream's end. Rejects with `.sentence`, with `.gone = true`, or with
 * neither where the stream ends before its last word.
 * @param {{read: () => Promise<{done: boolean, value?: Uint8Array}>}} reader
 * @param {(reached: Reached) => void} [progress]
 * @returns {Promise<ArrayBuffer>}
 */
export async function fromStream(reader, progress) {
  let held = new Uint8Array(0);
  for (;;) {
    const end = held.indexOf(10);
    if (end < 0) {
      held = joined(held, await next(reader));
      continue;
    }
    const line = JSON.parse(new TextDecoder().decode(held.subarray(0, end)));
    held = held.subarray(end + 1);
    if ("bundle" in line) return filled(line.bundle, held, reader);
    if (line.gone) throw failure("gone", { gone: true });
    if ("error" in line) throw failure(line.error, { sentence: line.error });
    progress?.(line);
  }
}

/** @param {string} message  @param {{gone?: boolean, sentence?: string}} facts  @returns {Failure} */
export function failure(message, facts) {
  return Object.assign(new Error(message), facts);
}

/** @param {{read: () => Promise<{done: boolean, value?: Uint8Array}>}} reader */
async function next(reader) {
  const { done, value } = await reader.read();
  if (done || !value) throw failure("the answer ended before its last word", {});
  return value;
}

/**
 * @param {number} count  @param {Uint8Array} first
 * @param {{read: () => Promise<{done: boolean, value?: Uint8Array}>}} reader
 */
async function filled(count, first, reader) {
  const whole = new Uint8Array(count);
  let at = 0;
  for (let part = first; ; part = await next(reader)) {
    whole.set(part, at);
    at += part.length;
    if (at >= count) return whole.buffer;
  }
}

/** @param {Uint8Array} one  @param {Uint8Array} other */
function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
