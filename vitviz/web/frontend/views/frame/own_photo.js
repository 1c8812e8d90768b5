// A photo of the visitor's own as this tab has it, for a server that has forgotten it.

/** @typedef {(file: File, signal: AbortSignal) => Promise<{photo: string}>} Send */

export class OwnPhoto {
  /** What the server called it before. @type {string[]} */ before = [];
  /** What is to be said of it, where others' credits stand. @type {string|undefined} */ credit;
  /** It is on its way to the server. @type {Promise<string>|null} */ #giving = null;
  #stop = new AbortController();

  /**
   * @param {string} id  what the server calls it
   * @param {string} url  of the file here, "" without one
   * @param {File|null} file  null where the address alone brought it
   */
  constructor(id, url, file) {
    this.id = id;
    this.url = url;
    this.file = file;
  }

  /** Gives it to the server once more; who asks while it is on its way waits for the same.
   * @param {Send} send @returns {Promise<string>} its name from now on */
  give(send) {
    this.#giving ??= this.#give(send).finally(() => { this.#giving = null; });
    return this.#giving;
  }

  /** @param {Send} send */
  async #give(send) {
    if (!this.file) return this.id;
    const { photo } = await send(this.file, this.#stop.signal);
    if (photo !== this.id) this.before.push(this.id);
    this.id = photo;
    return photo;
  }

  /** Another one takes its place. */
  end() {
    this.#stop.abort();
    if (this.url) URL.revokeObjectURL(this.url);
  }
}
