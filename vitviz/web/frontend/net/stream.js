// A long answer: lines of JSON that say how far it is, among them bundles of what is made so far,
// then the bundle, or what went wrong.
// Python's half is vitviz/app/server/job_stream.py.

/** @typedef {{done: number, total: number, ahead: number}} Reached  steps, and jobs before it */
/**
 * @typedef {Error & {gone?: boolean, sentence?: string, copy?: string}} Failure  `copy`: the name of a
 *   model that may be opened in place of one that may not
 */

/** @typedef {{read: () => Promise<{done: boolean, value?: Uint8Array}>}} Reader */
/** @typedef {{progress?: (reached: Reached) => void, partial?: (bytes: ArrayBuffer) => void}} Told */

/**
 * The bytes of the bundle at the stream's end. Rejects with `.sentence`, with `.gone = true`, or with
 * neither where the stream ends before its last word.
 * @param {Reader} reader
 * @param {Told} [told]  `partial` gets the bytes of each bundle before it
 * @returns {Promise<ArrayBuffer>}
 */
export async function fromStream(reader, { progress, partial } = {}) {
  const bytes = new Bytes(reader);
  for (;;) {
    const line = JSON.parse(new TextDecoder().decode(await bytes.line()));
    if ("bundle" in line) return bytes.take(line.bundle);
    if ("part" in line) {
      const part = await bytes.take(line.part);
      partial?.(part);
      continue;
    }
    if (line.gone) throw failure("gone", { gone: true });
    if ("error" in line) throw failure(line.error, { sentence: line.error, copy: line.copy });
    progress?.(line);
  }
}

/** @param {string} message  @param {{gone?: boolean, sentence?: string, copy?: string}} facts  @returns {Failure} */
export function failure(message, facts) {
  return Object.assign(new Error(message), facts);
}

/** What a reader gives, in lines and in pieces of a known size. */
class Bytes {
  /** @type {Uint8Array} */
  held = new Uint8Array(0);

  /** @param {Reader} reader */
  constructor(reader) {
    this.reader = reader;
  }

  async more() {
    const { done, value } = await this.reader.read();
    if (done || !value) throw failure("the answer ended before its last word", {});
    return value;
  }

  /** The next line, without its end. */
  async line() {
    let end = this.held.indexOf(10);
    for (; end < 0; end = this.held.indexOf(10)) this.held = joined(this.held, await this.more());
    const line = this.held.subarray(0, end);
    this.held = this.held.subarray(end + 1);
    return line;
  }

  /** The next `count` bytes. @param {number} count */
  async take(count) {
    const whole = new Uint8Array(count);
    let at = 0;
    for (let part = this.held; ; part = await this.more()) {
      const used = part.subarray(0, count - at);
      whole.set(used, at);
      at += used.length;
      this.held = part.subarray(used.length);
      if (at >= count) return whole.buffer;
    }
  }
}

/** @param {Uint8Array} one  @param {Uint8Array} other */
function joined(one, other) {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
